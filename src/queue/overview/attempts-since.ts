import { sql } from "kysely";
import type { Database } from "../../database/database.ts";

/** An attempt that ended, or is open. */
export interface TalliedAttempt {
  readonly job_id: string;
  readonly number: number;
  readonly claimed_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly reason: string | null;
  readonly error_class: string | null;
  readonly exit_code: number | null;
}

/** Attempts a reading at most: what ended beyond that is read by the next. */
const most = 20_000;

/**
 * Attempts that ended at or after a moment, the first of them, and those that are open.
 *
 * @param since the database's now where it is missing
 * @returns them, and the moment up to which none that has ended is missing
 */
export async function attemptsSince(
  database: Database,
  since?: Date,
): Promise<{ until: Date; attempts: TalliedAttempt[] }> {
  const { rows: clock } = await sql<{ now: Date }>`select ${database.now} as now`.execute(database.query);
  const now = clock[0]?.now as Date;
  const over = await selectAttempts(database)
    .where("ended_at", ">=", since ?? now)
    .orderBy("ended_at")
    .limit(most)
    .execute();
  const open = await selectAttempts(database).where("ended_at", "is", null).limit(most).execute();
  const until = over.length === most ? (over.at(-1)?.ended_at ?? now) : now;
  return { until, attempts: [...over, ...open] };
}

function selectAttempts(database: Database) {
  return database.query
    .selectFrom("longshore_attempt")
    .select([
      "job_id",
      "number",
      "claimed_at",
      "started_at",
      "ended_at",
      "reason",
      "error_class",
      "exit_code",
    ]);
}
