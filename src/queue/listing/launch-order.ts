import { type RawBuilder, sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { transitions } from "../job/states.ts";
import type { Cursor } from "./cursor.ts";
import { isMomentText, momentAsText, momentFromText } from "./moment-text.ts";
import { createdWithin } from "./newest-first.ts";
import type { ListOrder } from "./order.ts";

/** As the predicates of the claim's indexes have it. */
const waits = sql.join(
  transitions.claim.from.map((status) => sql`status = ${sql.lit(status)}`),
  sql` or `,
);

/**
 * The jobs that are ready to be launched, in the order in which they are: those that the claim's indexes
 * have first, one host after the other, merged.
 */
export const launchOrder: ListOrder = {
  async first(database, filter, limit, after) {
    const hosts = await database.query.selectFrom("container_manager_executorhost").select("id").execute();
    const conditions = [...createdWithin(filter), ...(after ? [behind(database, after)] : [])];
    if (filter.status?.length) conditions.push(sql`status in (${sql.join([...filter.status])})`);
    const branches = hosts.flatMap(({ id }) =>
      [sql`scheduled_for is null`, sql`scheduled_for is not null and scheduled_for <= ${database.now}`].map(
        (due, place) => sql`select * from (
          select id, priority, queued_at from container_manager_containerjob
          where queued_at is not null and launched_at is null and retry_count < max_retries
            and (${waits}) and ${sql.join([due, ...conditions], sql` and `)}
            and docker_host_id = ${sql.lit(id)}
          order by priority desc, queued_at, id limit ${sql.lit(limit)}
        ) as ${sql.ref(`host_${id}_${place}`)}`,
      ),
    );
    return branches.length === 0 ? nothing : merged(branches, limit);
  },
  orderBy: sql`found.priority desc, found.queued_at, found.id`,
  placeOf: (database) =>
    database.dialect === "postgres"
      ? sql`found.priority || ' ' || ${momentAsText(database, "found.queued_at")}`
      : sql`concat(found.priority, ' ', ${momentAsText(database, "found.queued_at")})`,
  beginning: "101 1970-01-01 00:00:00",
  isPlace: (text) => /^\d{1,3} /.test(text) && isMomentText(text.slice(text.indexOf(" ") + 1)),
};

const nothing = sql`(
  select id, priority, queued_at from container_manager_containerjob where 1 = 0
)`;

function merged(branches: readonly RawBuilder<unknown>[], limit: number): RawBuilder<unknown> {
  return sql`(
    select id, priority, queued_at from (${sql.join(branches, sql` union all `)}) as jobs
    order by priority desc, queued_at, id limit ${sql.lit(limit)}
  )`;
}

/** The first condition is what the index is entered by. */
function behind(database: Database, { place, id }: Cursor): RawBuilder<unknown> {
  const space = place.indexOf(" ");
  const priority = sql.lit(Number(place.slice(0, space)));
  const moment = momentFromText(database, place.slice(space + 1));
  return sql`priority <= ${priority} and (priority < ${priority} or queued_at > ${moment}
    or (queued_at = ${moment} and id > ${uuidParameter(id)}))`;
}
