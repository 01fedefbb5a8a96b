/** On servers: PostgreSQL tells of jobs, MariaDB is asked; and neither often. */
import { sql } from "kysely";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { bulk } from "../../src/queue/bulk/bulk.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { Queue } from "../../src/queue/queue.ts";
import { retryJob } from "../../src/queue/retry-job.ts";
import { engines } from "../support/databases.ts";
import { driverTransaction } from "../support/driver-transaction.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { hour, job, startIdleWorker, statementsWhileIdle, untilCompleted } from "./waking.ts";

async function migrated(engine: "postgres" | "mariadb"): Promise<MigratedDatabase> {
  const created = await createMigratedDatabase(engine);
  onTestFinished(() => created.drop());
  return created;
}

/** The processes of the server that listen for workers of this database. */
async function listeners(database: Database): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where application_name = 'longshore listener' and datname = current_database() and query like 'listen%'
  `.execute(database.query);
  return rows.map(({ pid }) => pid);
}

describe("on PostgreSQL a worker that never polls", () => {
  test("is woken by another connection, by a caller's transaction, by retries, and after its listener was killed", async () => {
    const { database, url } = await migrated("postgres");
    await startIdleWorker(database, { pollInterval: hour });
    await vi.waitFor(async () => expect(await listeners(database)).toHaveLength(1), { timeout: 60_000 });
    const other = await connect(url);
    onTestFinished(() => other.close());
    await untilCompleted(database, await enqueue(other, job));

    const { connection, end } = await driverTransaction(url);
    const { id } = await new Queue(other).enqueue(job, { transaction: connection });
    await end("commit");
    await untilCompleted(database, id);

    // The first is due when nobody has told of anything for a while.
    await untilCompleted(database, await enqueue(other, { ...job, delay: 300 }));

    await database.query.updateTable("container_manager_containerjob").set({ status: "failed" }).execute();
    await retryJob(other, id);
    await untilCompleted(database, id);

    await database.query.updateTable("container_manager_containerjob").set({ status: "failed" }).execute();
    await bulk(other, { action: "retry" }, [id]);
    await untilCompleted(database, id);

    const [pid] = await listeners(database);
    await sql`select pg_terminate_backend(${pid}::int)`.execute(other.query);
    await untilCompleted(database, await enqueue(other, job));
    await vi.waitFor(async () => expect(await listeners(database)).toHaveLength(1), { timeout: 60_000 });
    await untilCompleted(database, await enqueue(other, job));
  });
});

test("an idle worker makes two statements a second at most", async () => {
  const seconds = 6;
  await Promise.all(
    engines.map(async (engine) => {
      const { database } = await migrated(engine as "postgres" | "mariadb");
      const statements = await statementsWhileIdle(database, seconds * 1_000);
      expect(statements, engine).toBeLessThanOrEqual(2 * seconds);
      expect(statements, engine).toBeGreaterThan(0);
    }),
  );
});
