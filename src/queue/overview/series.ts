import { type RawBuilder, sql } from "kysely";
import { type Database, isMysqlFamily } from "../../database/database.ts";
import { stoppedOnRequest } from "../../reasons.ts";

export interface SeriesPoint {
  /** The step's beginning. */
  readonly at: Date;
  readonly completed: number;
  /** Attempts that failed, launches among them; a cancel is none. */
  readonly failed: number;
  /** Milliseconds from queueing, or from the time it was scheduled for, to the first claim; null where there was none. */
  readonly waitMsP50: number | null;
  readonly waitMsP95: number | null;
}

/** Attempts a step whose wait is looked up; in a step that has more, they are those with the lowest ids, which are random. */
const sample = 50;

/**
 * What happened in each of the last steps, the current one last. It reads the attempts of that time, and
 * the jobs of a sample of them, whatever the history.
 *
 * @param stepMs milliseconds, whole seconds of them
 */
export async function series(database: Database, stepMs: number, steps: number): Promise<SeriesPoint[]> {
  const step = stepOf(database, "ended_at", stepMs);
  const { rows: clock } = await sql<{ now: Date }>`select ${database.now} as now`.execute(database.query);
  const last = Math.floor((clock[0]?.now.getTime() ?? 0) / stepMs);
  const since = new Date((last - steps + 1) * stepMs);
  const requested = sql.join(stoppedOnRequest.map((reason) => sql.lit(reason)));
  const { rows } = await sql<{ step: unknown; completed: unknown; failed: unknown }>`
    select ${step} as step,
      sum(case when reason = 'exited' and exit_code = 0 then 1 else 0 end) as completed,
      sum(case when (reason = 'exited' and exit_code = 0) or reason in (${requested}) then 0 else 1 end) as failed
    from longshore_attempt where ended_at >= ${since} group by ${sql.lit(1)}
  `.execute(database.query);
  const ends = new Map(rows.map((row) => [Number(row.step), row]));
  const waits = await sampledWaits(database, since, stepMs);
  return Array.from({ length: steps }, (_, place) => {
    const number = last - steps + 1 + place;
    const sorted = (waits.get(number) ?? []).sort((a, b) => a - b);
    return {
      at: new Date(number * stepMs),
      completed: Number(ends.get(number)?.completed ?? 0),
      failed: Number(ends.get(number)?.failed ?? 0),
      waitMsP50: percentile(sorted, 0.5),
      waitMsP95: percentile(sorted, 0.95),
    };
  });
}

/** Milliseconds by the step's number. Only of first attempts: what comes later has waited for its backoff. */
async function sampledWaits(database: Database, since: Date, stepMs: number): Promise<Map<number, number[]>> {
  const { rows } = await sql<{
    step: unknown;
    claimed_at: Date;
    queued_at: Date | null;
    scheduled_for: Date | null;
  }>`
    select attempt.step, attempt.claimed_at, job.queued_at, job.scheduled_for
    from (
      select job_id, claimed_at, ${stepOf(database, "ended_at", stepMs)} as step,
        row_number() over (partition by ${stepOf(database, "ended_at", stepMs)} order by job_id) as place
      from longshore_attempt where ended_at >= ${since} and number = 1
    ) as attempt
    join container_manager_containerjob as job on job.id = attempt.job_id
    where attempt.place <= ${sql.lit(sample)}
  `.execute(database.query);
  const waits = new Map<number, number[]>();
  for (const { step, claimed_at, queued_at, scheduled_for } of rows) {
    const waited = claimed_at.getTime() - Math.max(queued_at?.getTime() ?? 0, scheduled_for?.getTime() ?? 0);
    // A job that was put back since tells no more when it was ready first.
    if (queued_at === null || waited < 0) continue;
    waits.set(Number(step), [...(waits.get(Number(step)) ?? []), waited]);
  }
  return waits;
}

/** The number of the step that a moment is in, counted from 1970. */
function stepOf(database: Database, column: string, stepMs: number): RawBuilder<number> {
  const seconds = sql.lit(stepMs / 1000);
  const moment = sql.ref(column);
  if (database.dialect === "postgres") return sql`floor(extract(epoch from ${moment}) / ${seconds})::bigint`;
  return isMysqlFamily(database.dialect)
    ? sql`floor(timestampdiff(second, '1970-01-01', ${moment}) / ${seconds})`
    : sql`(cast(strftime('%s', ${moment}) as integer) / ${seconds})`;
}

function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
