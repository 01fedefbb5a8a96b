import { type RawBuilder, sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { type QueueFields, type QueueStatus, queueStatus } from "../job/readings.ts";

/** Where a job stands that has moved lately. */
export interface JobChange {
  readonly id: string;
  readonly status: string;
  readonly queueStatus: QueueStatus;
}

/** Jobs at most of each kind of change. */
const most = 200;

/**
 * Jobs that were queued, claimed, launched or ended within the last while, the newest of them, each as it
 * stands now. Each kind has its index; a job's `updated_at` has none.
 *
 * @param windowMs milliseconds
 */
export async function jobChanges(database: Database, windowMs: number): Promise<JobChange[]> {
  const since = database.after(-windowMs);
  const limit = sql.lit(most);
  return read(
    database,
    sql`
      select id from (
        select id from container_manager_containerjob
        where queued_at >= ${since} order by queued_at desc limit ${limit}
      ) as queued_jobs
      union select job_id from (
        select job_id from longshore_attempt
        where ended_at >= ${since} order by ended_at desc limit ${limit}
      ) as ended_jobs
      union select job_id from (
        select job_id from longshore_attempt
        where ended_at is null and (claimed_at >= ${since} or started_at >= ${since}) limit ${limit}
      ) as begun_jobs
    `,
  );
}

/** Where these jobs stand now. */
export async function standingOfJobs(database: Database, ids: readonly string[]): Promise<JobChange[]> {
  return ids.length === 0 ? [] : read(database, sql.join(ids.map(uuidParameter)));
}

async function read(database: Database, ids: RawBuilder<unknown>): Promise<JobChange[]> {
  const { rows } = await sql<QueueFields & { id: string; now: Date }>`
    select id, status, queued_at, scheduled_for, launched_at, retry_count, max_retries, ${database.now} as now
    from container_manager_containerjob
    where id in (${ids})
  `.execute(database.query);
  return rows.map((row) => ({ id: row.id, status: row.status, queueStatus: queueStatus(row, row.now) }));
}
