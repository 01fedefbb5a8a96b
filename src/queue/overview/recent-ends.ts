import { sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { wasRequested } from "../../reasons.ts";

/** How attempts ended lately. */
export interface RecentEnds {
  /** How many ended, well or not. */
  readonly ended: number;
  /** Those that did not end well and were not cancelled; the most frequent reason first. */
  readonly failuresByReason: { reason: string; count: number }[];
}

/** @param windowMs how far it looks back, in milliseconds */
export async function recentEnds(database: Database, windowMs: number): Promise<RecentEnds> {
  const { rows } = await sql<{ reason: string | null; well: unknown; count: unknown }>`
    select reason, case when reason = 'exited' and exit_code = 0 then 1 else 0 end as well, count(*) as count
    from longshore_attempt
    where ended_at >= ${database.after(-windowMs)}
    group by reason, case when reason = 'exited' and exit_code = 0 then 1 else 0 end
  `.execute(database.query);
  const ends = rows.map((row) => ({
    reason: row.reason ?? "unknown",
    failed: Number(row.well) === 0 && !wasRequested(row.reason),
    count: Number(row.count),
  }));
  return {
    ended: ends.reduce((sum, { count }) => sum + count, 0),
    failuresByReason: ends
      .filter(({ failed }) => failed)
      .map(({ reason, count }) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason)),
  };
}
