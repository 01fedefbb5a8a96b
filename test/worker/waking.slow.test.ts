/** On SQLite: those of this process tell each other, and another's writes show in the file. */
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { hour, job, startIdleWorker, statementsWhileIdle, untilCompleted } from "./waking.ts";

async function migrated(): Promise<MigratedDatabase> {
  const created = await createMigratedDatabase("sqlite");
  onTestFinished(() => created.drop());
  return created;
}

test("a worker that never polls is woken by another connection's write", async () => {
  const { database, url } = await migrated();
  await startIdleWorker(database, { pollInterval: hour });
  await untilCompleted(database, await enqueue(database, job));
  const other = await connect(url);
  onTestFinished(() => other.close());
  await untilCompleted(database, await enqueue(other, job));
});

test("… and by the moment at which a job is due", async () => {
  const { database } = await migrated();
  await startIdleWorker(database, { pollInterval: hour });
  await untilCompleted(database, await enqueue(database, { ...job, delay: 300 }));
});

test("an idle worker makes two statements a second at most", async () => {
  const { database } = await migrated();
  const seconds = 6;
  expect(await statementsWhileIdle(database, seconds * 1_000)).toBeLessThanOrEqual(2 * seconds);
});
