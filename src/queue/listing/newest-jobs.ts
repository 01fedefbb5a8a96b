import { type RawBuilder, sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { type Cursor, momentFromText } from "./cursor.ts";
import { type JobFilter, statusesToLookAt } from "./job-filter.ts";

/**
 * The newest jobs in the states that a filter speaks of, as a table of `id` and `created_at`: those that
 * the index on state and creation has first, one state after the other, merged. There is no index on
 * creation alone, and each more of them would cost every write of a job.
 *
 * @param limit how many at most, and how many the index is asked for in each state
 */
export function newestJobs(
  database: Database,
  filter: JobFilter,
  limit: number,
  after?: Cursor,
): RawBuilder<{ id: string; created_at: Date }> {
  const since = filter.since ? sql`and created_at >= ${filter.since}` : sql``;
  const until = filter.until ? sql`and created_at < ${filter.until}` : sql``;
  const behind = after ? sql`and ${isBehind(database, after)}` : sql``;
  const branches = statusesToLookAt(filter).map(
    (status) => sql`select * from (
      select id, created_at from container_manager_containerjob
      where status = ${sql.lit(status)} ${since} ${until} ${behind}
      order by created_at desc, id desc limit ${sql.lit(limit)}
    ) as ${sql.ref(`${status}_jobs`)}`,
  );
  return sql`(
    select id, created_at from (${sql.join(branches, sql` union all `)}) as jobs
    order by created_at desc, id desc limit ${sql.lit(limit)}
  )`;
}

/** The first condition is what the index is entered by. */
function isBehind(database: Database, { at, id }: Cursor): RawBuilder<boolean> {
  const moment = momentFromText(database, at);
  return sql`created_at <= ${moment} and (created_at < ${moment} or id < ${uuidParameter(id)})`;
}
