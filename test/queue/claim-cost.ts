/**
 * What a claim reads, as the database counts it: the plan's text is the same, good or bad. PostgreSQL counts
 * the pages of tables and indexes that were looked at, MariaDB the rows and index entries. SQLite counts
 * nothing that can be asked for, but with next to no cache it reads a page whenever it looks at one.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type KyselyPlugin, sql } from "kysely";
import type { Database } from "../../src/database/database.ts";
import { type ClaimOptions, claim } from "../../src/queue/claim.ts";
import { registerWorker, type WorkerIdentity } from "../../src/queue/workers.ts";

export interface Cost {
  /** Pages on PostgreSQL and SQLite, rows and index entries on MariaDB. */
  readonly reads: number;
  /** Statements, without those that begin and end the transaction. */
  readonly statements: number;
  /** Rows that are locked at the end; on MariaDB, which tells. */
  readonly locked: number | undefined;
  /** Milliseconds. */
  readonly time: number;
  readonly claimed: number;
}

export async function someWorker(database: Database): Promise<WorkerIdentity> {
  const worker = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };
  await registerWorker(database, worker);
  return worker;
}

/** Claims, and gives everything back. */
export function costOfClaim(database: Database, options: ClaimOptions): Promise<Cost> {
  return costOf(database, async (transaction) => (await claim(transaction, options)).length);
}

/** What `work`, which is undone afterwards, costs. It returns how many jobs it has claimed. */
export function costOf(database: Database, work: (database: Database) => Promise<number>): Promise<Cost> {
  return database.connection(async (connection) => {
    const counter = new StatementCounter();
    const before = await readsOf(connection);
    let [locked, time, claimed]: [number | undefined, number, number] = [undefined, 0, 0];
    await connection
      .transaction(async (transaction) => {
        const counted = transaction.over(transaction.query.withPlugin(counter));
        const start = performance.now();
        claimed = await work(counted);
        time = performance.now() - start;
        if (database.dialect === "mariadb") locked = await rowsLocked(transaction);
        throw new GivenBack();
      })
      .catch((error) => {
        if (!(error instanceof GivenBack)) throw error;
      });
    const reads = (await readsOf(connection)) - before;
    return { reads, statements: counter.count, locked, time, claimed };
  });
}

class GivenBack extends Error {}

class StatementCounter implements KyselyPlugin {
  count = 0;
  readonly transformQuery: KyselyPlugin["transformQuery"] = ({ node }) => {
    this.count += 1;
    return node;
  };
  readonly transformResult: KyselyPlugin["transformResult"] = async ({ result }) => result;
}

async function readsOf({ query, dialect }: Database): Promise<number> {
  if (dialect === "sqlite") return pagesRead();
  if (dialect === "postgres") await sql`select pg_stat_force_next_flush()`.execute(query);
  const counted =
    dialect === "postgres"
      ? sql<{
          n: number;
        }>`select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0)
          + coalesce(toast_blks_read + toast_blks_hit, 0))::float8 as n from pg_statio_user_tables`
      : sql<{ n: number }>`select sum(variable_value) as n from information_schema.session_status
          where variable_name like 'HANDLER\\_READ\\_%'`;
  return Number((await counted.execute(query)).rows[0]?.n);
}

/** Of this thread, in which `node:sqlite` reads. */
function pagesRead(): number {
  const [, bytes] = /^rchar: (\d+)$/m.exec(readFileSync("/proc/thread-self/io", "utf8")) ?? [];
  return Math.floor(Number(bytes) / 4096);
}

async function rowsLocked({ query }: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select trx_rows_locked as n from information_schema.innodb_trx
    where trx_mysql_thread_id = connection_id()`.execute(query);
  return Number(rows[0]?.n ?? 0);
}
