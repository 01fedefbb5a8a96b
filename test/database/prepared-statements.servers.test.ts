import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { claim } from "../../src/queue/claim.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { insertJobs } from "../queue/bulk-jobs.ts";
import { someWorker } from "../queue/claim-cost.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { startPgbouncer } from "../support/servers/pgbouncer.ts";

let migrated: MigratedDatabase;
beforeAll(async () => {
  migrated = await createMigratedDatabase("postgres");
});
afterAll(() => migrated?.drop());

const preparedBy = async ({ query }: Database) =>
  (await sql<{ text: string }>`select statement as text from pg_prepared_statements`.execute(query)).rows;

/** Pages of the job table and its indexes that were looked at, by all of its sessions that have told the server of them. */
async function pagesLookedAt({ query }: Database): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(query);
  const { rows } = await sql<{ pages: number }>`
    select heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit as pages from pg_statio_user_tables
    where relname = 'container_manager_containerjob'`.execute(query);
  return Number(rows[0]?.pages);
}

it("a statement that runs often is prepared, and others are not", async () => {
  await migrated.database.connection(async (connection) => {
    await connection.executeOften(sql`select ${1}::integer as often`);
    await sql`select ${1}::integer as seldom`.execute(connection.query);
    const texts = (await preparedBy(connection)).map(({ text }) => text);
    expect(texts).toContain("select $1::integer as often");
    expect(texts).not.toContain("select $1::integer as seldom");
  });
});

it("none is prepared through a pooler, which gives each transaction another session", async () => {
  await using pooler = await startPgbouncer(migrated.url, "transaction");
  const pooled = await connect(pooler.url);
  onTestFinished(() => pooled.close());
  // Two at once have two sessions, and find each other's.
  for (let turn = 0; turn < 5; turn += 1) {
    const ask = () => pooled.executeOften(sql<{ n: number }>`select ${turn}::integer as n, pg_sleep(0.01)`);
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ rows }) => rows[0]?.n)).toEqual([turn, turn]);
  }
  expect(await preparedBy(pooled)).toEqual([]);
});

it("a claim that was planned for an empty queue is none the dearer when it has filled", async () => {
  const { database } = migrated;
  const worker = await someWorker(database);
  const { id: host } = await defaultHost(database, "process");
  await database.query.insertInto("longshore_host").values({ host_id: host }).execute();
  await database.connection(async (connection) => {
    const claimTen = () => claim(connection, { worker, limit: 10, hosts: [host] });
    const pagesOfFive = async () => {
      const before = await pagesLookedAt(connection);
      for (let turn = 0; turn < 5; turn += 1) expect(await claimTen()).toHaveLength(10);
      return (await pagesLookedAt(connection)) - before;
    };
    // PostgreSQL settles for one plan after five runs.
    await insertJobs(database, "ready", { count: 150, host });
    await pagesOfFive();
    const small = await pagesOfFive();
    expect((await preparedBy(connection)).length).toBeGreaterThan(1);
    // Statistics stay those of the empty table: nobody analyzes.
    await insertJobs(database, "ready", { count: 20_000, host });
    // Its indexes are deeper by a page.
    expect(await pagesOfFive()).toBeLessThan(2.2 * small);
  });
});
