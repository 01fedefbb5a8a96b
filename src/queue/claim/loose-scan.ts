import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { claimReadyIndex } from "../../schema/index.ts";
import { transitions } from "../job/states.ts";
import { jobsBy } from "./index-hint.ts";
import type { WalkOptions } from "./walk.ts";

/**
 * The walks where there are no partial indexes: a walk for each combination of what the index has in front.
 * MariaDB and MySQL skip from one combination to the next by themselves ("Using index for group-by") and
 * read the least of what follows, where all columns in between are held by equalities. There are few
 * combinations, however many jobs. Those without attempts left are left out once they are listed: their
 * rows, the exhausted jobs, are not read.
 */
export function looseScan(database: Database, { hosts, among }: WalkOptions): RawBuilder<unknown> {
  const combination = sql`docker_host_id, status, priority, retry_count, max_retries`;
  const statuses = sql.join(transitions.claim.from.map((status) => sql.lit(status)));
  const walks = (scheduled: 0 | 1, first: RawBuilder<unknown>, condition: RawBuilder<unknown>) => sql`
    select ${combination}, ${sql.lit(scheduled)} as scheduled, min(${first}) as scheduled_for
    from ${jobsBy(database, claimReadyIndex)}
    where docker_host_id in (${sql.join(hosts)}) and status in (${statuses}) and launched_at is null
      ${condition}
    group by ${combination}
    having retry_count < max_retries and min(${first}) is not null`;
  return sql`
    with room as (${among})
    select room.host_id, room.lock_id, walk.*, ${database.now} as now
    from room
    join (
      ${walks(0, sql.ref("queued_at"), sql`and scheduled_for is null`)}
      union all
      ${walks(1, sql.ref("scheduled_for"), sql``)}
    ) as walk on walk.docker_host_id = room.host_id`;
}
