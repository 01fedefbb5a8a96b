/** Guarantee: a job's end is recorded where Django's tables cannot hold all of its output, as in an old database. */
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { loadSettings } from "../../src/config.ts";
import { uuidParameter } from "../../src/database/codecs.ts";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { Queue } from "../../src/queue/queue.ts";
import { Worker } from "../../src/worker/worker.ts";
import { driftOf } from "../migrate/conformance.ts";
import { createTestDatabase } from "../support/databases.ts";
import { loadDjangoFixture } from "../support/django.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

test.each(["utf8mb3", "latin1"])("on a Django database of %s", async (charset) => {
  const { url, drop } = await createTestDatabase("mariadb");
  const database = await connect(url);
  const stateDirectory = makeFolder();
  onTestFinished(async () => {
    await database.close();
    await drop();
    removeFolder(stateDirectory);
  });
  await database.execute(`ALTER DATABASE CHARACTER SET ${charset}`);
  await loadDjangoFixture(url, "initial");
  await migrate(database);

  const queue = new Queue(database);
  const plain = await queue.enqueue({ name: "plain", command: ["printf", "plain"] });
  const crab = await queue.enqueue({
    name: "crab",
    command: ["sh", "-c", "printf '\\360\\237\\246\\200 é done'; exit 3"],
  });
  await expect(queue.enqueue({ name: "🦀", command: ["true"] })).rejects.toMatchObject({
    code: "UNSTORABLE_TEXT",
    message: expect.stringMatching(/name/),
  });

  const worker = new Worker(database, { settings: loadSettings({ stateDirectory }), drain: true });
  await worker.start();
  await worker.finished;
  expect(await queue.show(plain.id)).toMatchObject({ status: "completed" });
  expect(await queue.show(crab.id)).toMatchObject({ status: "failed", exitCode: 3 });
  const row = await database.query
    .selectFrom("container_manager_containerjob")
    .select(["stdout_log", "clean_output"])
    .where("name", "=", "crab")
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ stdout_log: "? é done", clean_output: "? é done" });
  const { rows } = await sql<{ text: string }>`
    select convert(data using utf8mb4) as text from longshore_log_chunk where job_id = ${uuidParameter(crab.id)}
  `.execute(database.query);
  expect(rows).toEqual([{ text: "🦀 é done" }]);

  await database.execute("ALTER TABLE container_manager_containerjob CONVERT TO CHARACTER SET utf8mb4");
  expect(await driftOf(database)).toEqual([]);
  expect(await queue.enqueue({ name: "🦀", command: ["true"] })).toMatchObject({ name: "🦀" });
});
