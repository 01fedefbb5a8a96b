import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import { type Database, isMysqlFamily } from "../../database/database.ts";
import { transitions } from "../job/states.ts";
import type { WorkerIdentity } from "../workers/workers.ts";
import { selectFirst } from "./first-jobs.ts";
import { type TakenRow, type TakenRows, type TakeOptions, takenColumns } from "./taken-row.ts";
import { lastAttempt, nothingOpen, stillReady } from "./walk.ts";

/** A job that comes first, and how many more its host takes. */
interface FirstRow {
  readonly id: string;
  readonly host_id: number;
  readonly free: number;
}

/** Databases whose statements do not both write and give what was written: one step after another. */
export async function takeInSteps(database: Database, options: TakeOptions): Promise<TakenRows> {
  const first = (await sql<FirstRow>`${selectFirst(database, options)}`.execute(database.query)).rows;
  if (first.length === 0) return { rows: [], passedOver: 0 };
  const locked = await lockJobs(database, first);
  const rows = firstOf(locked, first, options.limit);
  if (rows.length > 0) {
    await startLaunching(database, rows);
    await openAttempts(database, rows, options.worker);
  }
  return {
    rows: rows.map((row) => ({ ...row, retry_count: row.retry_count + 1 })),
    passedOver: first.length - locked.length,
  };
}

/**
 * Reads what the claim needs of the jobs, and locks their rows, in no order. InnoDB locks every index record
 * that a locking read passes: it must be made to go by the primary key, where it passes no others.
 *
 * SQLite locks no rows: its transactions that write run one at a time, so nothing has changed since the jobs
 * were found. To ask whether they are still ready would lead it to the index of all that are.
 */
async function lockJobs(database: Database, first: readonly FirstRow[]): Promise<TakenRow[]> {
  const byKey = isMysqlFamily(database.dialect) ? sql`force index (primary)` : sql``;
  const lock = database.capabilities.skipLocked
    ? sql`and ${stillReady(database)} for update skip locked`
    : sql``;
  const { rows } = await sql<TakenRow & { last_attempt: number | null }>`
    select ${takenColumns("job")}, ${lastAttempt} as last_attempt
    from container_manager_containerjob as job ${byKey}
    where id in (${sql.join(first.map(({ id }) => uuidParameter(id)))}) and ${nothingOpen} ${lock}
  `.execute(database.query);
  await mendCounts(database, rows);
  return rows.map((row) => ({ ...row, retry_count: countOf(row) }));
}

/** A count of attempts that somebody has reset is set to what it was: the attempts' numbers name containers. */
async function mendCounts(
  database: Database,
  rows: readonly (TakenRow & { readonly last_attempt: number | null })[],
): Promise<void> {
  for (const row of rows.filter((each) => countOf(each) > each.retry_count)) {
    await sql`
      update container_manager_containerjob set retry_count = ${countOf(row)} where id = ${uuidParameter(row.id)}
    `.execute(database.query);
  }
}

function countOf(row: { readonly retry_count: number; readonly last_attempt: number | null }): number {
  return Math.max(row.retry_count, row.last_attempt ?? 0);
}

/** Of what could be locked, no more of each host than it has room for, and no more in all than is wanted. */
function firstOf(locked: readonly TakenRow[], first: readonly FirstRow[], limit: number): TakenRow[] {
  const rows = new Map(locked.map((row) => [row.id, row]));
  const left = new Map(first.map(({ host_id, free }) => [host_id, Number(free)]));
  const chosen: TakenRow[] = [];
  for (const { id, host_id } of first) {
    const row = rows.get(id);
    const free = left.get(host_id) ?? 0;
    if (!row || free < 1 || chosen.length === limit) continue;
    chosen.push(row);
    left.set(host_id, free - 1);
  }
  return chosen;
}

async function startLaunching(database: Database, rows: readonly TakenRow[]): Promise<void> {
  await sql`
    update container_manager_containerjob
    set status = ${sql.lit(transitions.claim.to)}, retry_count = retry_count + 1, updated_at = ${database.now}
    where id in (${sql.join(rows.map(({ id }) => uuidParameter(id)))})
  `.execute(database.query);
}

async function openAttempts(
  database: Database,
  rows: readonly TakenRow[],
  worker: WorkerIdentity,
): Promise<void> {
  await database.query
    .insertInto("longshore_attempt")
    .values(
      rows.map((row) => ({
        job_id: uuidParameter(row.id),
        number: row.retry_count + 1,
        worker_id: uuidParameter(worker.id),
        host_id: row.docker_host_id,
        node: worker.node,
        execution_id: "",
        claimed_at: database.now,
      })),
    )
    .execute();
}
