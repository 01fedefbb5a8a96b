import { type RawBuilder, sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { Cursor } from "./cursor.ts";
import { type JobFilter, statusesToLookAt } from "./job-filter.ts";
import { isMomentText, momentAsText, momentFromText } from "./moment-text.ts";
import type { ListOrder } from "./order.ts";

/**
 * The newest first: those that the index on state and creation has first, one state after the other,
 * merged. There is no index on creation alone, and each more of them would cost every write of a job.
 */
export const newestFirst: ListOrder = {
  async first(database, filter, limit, after) {
    const branches = statusesToLookAt(filter).map((status) => {
      const conditions = [sql`status = ${sql.lit(status)}`, ...createdWithin(filter)];
      if (after) conditions.push(behind(database, after));
      return sql`select * from (
        select id, created_at from container_manager_containerjob
        where ${sql.join(conditions, sql` and `)}
        order by created_at desc, id desc limit ${sql.lit(limit)}
      ) as ${sql.ref(`${status}_jobs`)}`;
    });
    return sql`(
      select id, created_at from (${sql.join(branches, sql` union all `)}) as jobs
      order by created_at desc, id desc limit ${sql.lit(limit)}
    )`;
  },
  orderBy: sql`found.created_at desc, found.id desc`,
  placeOf: (database) => momentAsText(database, "found.created_at"),
  beginning: "9999-12-31 00:00:00",
  isPlace: isMomentText,
};

/** The moments of a filter, on a table's own column. */
export function createdWithin({ since, until }: JobFilter): RawBuilder<unknown>[] {
  const conditions = [];
  if (since) conditions.push(sql`created_at >= ${since}`);
  if (until) conditions.push(sql`created_at < ${until}`);
  return conditions;
}

/** The first condition is what the index is entered by. */
function behind(database: Database, { place, id }: Cursor): RawBuilder<unknown> {
  const moment = momentFromText(database, place);
  return sql`created_at <= ${moment} and (created_at < ${moment} or id < ${uuidParameter(id)})`;
}
