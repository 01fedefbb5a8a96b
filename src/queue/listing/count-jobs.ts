import { sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { type JobFilter, otherConditions } from "./job-filter.ts";
import { joinJobs } from "./join-jobs.ts";
import { newestFirst } from "./newest-first.ts";

/** Jobs that are looked at to be counted. */
const jobsToCount = 10_001;

export interface JobCount {
  readonly count: number;
  /** Whether there are no more: all that could match were looked at. */
  readonly exact: boolean;
}

/** How many of the newest jobs match; as many are looked at whatever the history. */
export async function countJobs(database: Database, filter: JobFilter = {}): Promise<JobCount> {
  const conditions = otherConditions(database, filter);
  const newest = await newestFirst.first(database, filter, jobsToCount, undefined);
  const matches =
    conditions.length === 0
      ? sql`count(*)`
      : sql`sum(case when ${sql.join(conditions, sql` and `)} then 1 else 0 end)`;
  const join = conditions.length === 0 ? sql`` : joinJobs(database);
  const { rows } = await sql<{ looked_at: number | string; matches: number | string | null }>`
    select count(*) as looked_at, ${matches} as matches from ${newest} as found ${join}
  `.execute(database.query);
  const [{ looked_at, matches: count } = { looked_at: 0, matches: 0 }] = rows;
  return { count: Number(count ?? 0), exact: Number(looked_at) < jobsToCount };
}
