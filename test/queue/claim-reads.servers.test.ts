/** Guarantee 17: how many rows a claim reads, counted by the server: the plan's text is the same, good or bad. */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts.ts";
import { registerWorker } from "../../src/queue/workers.ts";
import { forEachEngine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const job = "container_manager_containerjob";
const queued = 200;
const history = 4000;

forEachEngine("guarantee 17: a claim", (engine) => {
  let migrated: MigratedDatabase;
  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
  });
  afterAll(() => migrated?.drop());

  const submit = (count: number) =>
    enqueueMany(
      migrated.database,
      Array.from({ length: count }, () => ({ command: ["true"] })),
    );

  /** The rows that the server has read for this session, or this transaction. */
  async function rowsRead({ query }: Database): Promise<number> {
    const counted =
      engine === "postgres"
        ? sql<{ n: number }>`select coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::float8 as n
            from pg_stat_xact_user_tables where relname = ${job}`
        : sql<{ n: number }>`select sum(variable_value) as n from information_schema.session_status
            where variable_name in ('HANDLER_READ_KEY', 'HANDLER_READ_NEXT', 'HANDLER_READ_RND_NEXT')`;
    return Number((await counted.execute(query)).rows[0]?.n);
  }

  /** Claims one job, and gives it back. */
  async function readsOfClaim(): Promise<number> {
    const { database } = migrated;
    const { id: host } = await defaultHost(database, "process");
    const worker = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };
    await registerWorker(database, worker);
    const { promise, resolve } = Promise.withResolvers<number>();
    const back = new Error("give it back");
    const claiming = database.transaction(async (transaction) => {
      const before = await rowsRead(transaction);
      expect(await claim(transaction, { worker, limit: 1, hosts: [Number(host)] })).toHaveLength(1);
      resolve((await rowsRead(transaction)) - before);
      throw back;
    });
    await expect(claiming).rejects.toBe(back);
    return promise;
  }

  it("reads no job that is done, however many there are", async () => {
    const { database } = migrated;
    await submit(history);
    await database.query
      .updateTable(job)
      .set({ status: "completed", launched_at: database.now, completed_at: database.now })
      .execute();
    await submit(queued);
    await database.execute(engine === "postgres" ? `ANALYZE ${job}` : `ANALYZE TABLE ${job}`);
    const reads = await readsOfClaim();
    // At most what waits, to be sorted; what is done is not read.
    expect(reads).toBeLessThan(queued + 50);
  });
});
