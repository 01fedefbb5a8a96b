import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Clock } from "../../database/clock.ts";
import { readyToClaim } from "../../schema/index.ts";

/**
 * Jobs of one host that stand side by side in an index, so that the first of them can be read without
 * reading any other. The jobs that a claim may take are made up of a few walks, however many they are:
 *
 * - those without a time of their own, by priority and age. Where there are partial indexes, that is one
 *   walk a host; elsewhere it is one for each priority and each of the few other combinations in front.
 * - those that were scheduled, one walk for each priority: what is due comes first.
 */
export interface Walk {
  readonly hostId: number;
  readonly scheduled: boolean;
  /** Of its first job. */
  readonly priority: number;
  /** Whether jobs of lower priorities follow. */
  readonly downwards: boolean;
  /** Milliseconds until its first job is due; 0 or less where it is. */
  readonly dueInMs: number;
  /** The one job that is on it, where only that is asked for. */
  readonly jobId?: string;
  /** What its jobs have in common besides; where an ordinary index stands in for a partial one. */
  readonly combination?: {
    readonly status: string;
    readonly retryCount: number;
    readonly maxRetries: number;
  };
}

/** Which walks to find. */
export interface WalkOptions {
  readonly hosts: readonly number[];
  /** A select of those among them to look at: `host_id`, and `lock_id`, which is null where there is no row to lock. */
  readonly among: RawBuilder<unknown>;
  /** A walk for each priority, so that the oldest jobs can be found. */
  readonly everyPriority?: boolean;
}

/** As the partial indexes have it, so that the database can prove that they serve. */
export const ready: RawBuilder<SqlBool> = sql.raw(readyToClaim);

/**
 * What a job must be besides: without an open attempt. Somebody may have put it back into the queue while it
 * ran, by an update of its row; it is claimed when what runs has been stopped.
 */
export const nothingOpen: RawBuilder<SqlBool> = sql`not exists (
  select 1 from longshore_attempt as made where made.job_id = job.id and made.ended_at is null
)`;

/** The number of the job's last attempt; null where it has none. Its own count may have been reset. */
export const lastAttempt: RawBuilder<number | null> = sql`(
  select max(number) from longshore_attempt as made where made.job_id = job.id
)`;

/** What a job must still be once it is locked: between finding and locking it somebody may have changed it. */
export function stillReady({ now }: Pick<Clock, "now">): RawBuilder<SqlBool> {
  return sql`${ready} and (scheduled_for is null or scheduled_for <= ${now})`;
}
