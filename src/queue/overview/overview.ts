import { sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { transitions } from "../job/states.ts";
import { type LiveStats, liveStats } from "../stats.ts";

/** Where the queue stands at one moment. */
export interface Overview {
  /** By the database's clock. */
  readonly at: Date;
  /** Of the jobs that wait or run; see `stats` for those that have ended. */
  readonly counts: LiveStats;
  /** Milliseconds that the job waits that has been ready for longest; null where none is. */
  readonly oldestReadyMs: number | null;
  /** Attempts that a worker has in hand. */
  readonly running: number;
  readonly workersAlive: number;
}

/** @param lease milliseconds of silence after which a worker counts as dead */
export async function overview(database: Database, lease: number): Promise<Overview> {
  const [counts, readings] = await Promise.all([liveStats(database), read(database, lease)]);
  return { counts, ...readings };
}

async function read(database: Database, lease: number): Promise<Omit<Overview, "counts">> {
  // Each state by itself: the index on state and queueing then has the first of it.
  const oldest = transitions.claim.from.map(
    (status) => sql`select * from (
      select coalesce(scheduled_for, queued_at) as since from container_manager_containerjob
      where status = ${sql.lit(status)} and queued_at is not null and launched_at is null
        and retry_count < max_retries
        and (scheduled_for is null or scheduled_for <= ${database.now})
      order by queued_at limit 1
    ) as ${sql.ref(`${status}_jobs`)}`,
  );
  const { rows } = await sql<{ now: Date; scheduled_for: Date | null; running: unknown; alive: unknown }>`
    select ${database.now} as now,
      (select min(since) from (${sql.join(oldest, sql` union all `)}) as ready) as scheduled_for,
      (select count(*) from longshore_attempt where ended_at is null) as running,
      (select count(*) from longshore_worker where heartbeat_at >= ${database.after(-lease)}) as alive
  `.execute(database.query);
  const { now: at, scheduled_for: since, running, alive } = rows[0] as (typeof rows)[0];
  return {
    at,
    oldestReadyMs: since && Math.max(0, at.getTime() - since.getTime()),
    running: Number(running),
    workersAlive: Number(alive),
  };
}
