import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { claimDueIndex, claimReadyIndex } from "../../schema/index.ts";
import { jobsBy } from "./index-hint.ts";
import { ready, type WalkOptions } from "./walk.ts";

/**
 * The walks where there are partial indexes. None of the databases can skip from one priority to the next
 * by itself, so a recursive query does: the highest priority, then the highest below it, and so on. Each
 * step is one descent of the index.
 */
export function skipScan(
  database: Database,
  { among, everyPriority = false }: WalkOptions,
): RawBuilder<unknown> {
  const unscheduled: Stretch = {
    from: jobsBy(database, claimReadyIndex),
    condition: sql`${ready} and scheduled_for is null`,
    age: sql.ref("queued_at"),
  };
  const scheduled: Stretch = {
    from: jobsBy(database, claimDueIndex),
    condition: sql`${ready} and scheduled_for is not null`,
    age: sql.ref("scheduled_for"),
  };
  const top = sql`select host_id, lock_id, (${highestPriority(unscheduled, sql`room`)}) from room`;
  return sql`
    with recursive room as (${among}),
      unscheduled(host_id, lock_id, priority) as materialized (
        ${everyPriority ? priorities(unscheduled, sql`unscheduled`) : top}
      ),
      scheduled(host_id, lock_id, priority) as (${priorities(scheduled, sql`scheduled`)})
    select host_id, lock_id, priority, 1 as scheduled,
      (${first(scheduled, sql`scheduled`)}) as scheduled_for, ${database.now} as now
    from scheduled where priority is not null
    union all
    select host_id, lock_id, priority, 0 as scheduled,
      ${everyPriority ? sql`(${first(unscheduled, sql`unscheduled`)})` : sql`null`} as scheduled_for,
      ${database.now} as now
    from unscheduled where priority is not null`;
}

/** One of the two indexes, and what orders the jobs of one priority in it. */
interface Stretch {
  readonly from: RawBuilder<unknown>;
  readonly condition: RawBuilder<unknown>;
  readonly age: RawBuilder<unknown>;
}

/** The priorities that a stretch has, from the highest down, and null at the end. */
function priorities(stretch: Stretch, self: RawBuilder<unknown>): RawBuilder<unknown> {
  const below = sql`and priority < ${self}.priority`;
  return sql`
    select host_id, lock_id, (${highestPriority(stretch, sql`room`)}) from room
    union all
    select host_id, lock_id, (${highestPriority(stretch, self, below)}) from ${self} where priority is not null`;
}

function highestPriority(
  { from, condition }: Stretch,
  of: RawBuilder<unknown>,
  and: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  return sql`select priority from ${from}
    where docker_host_id = ${of}.host_id ${and} and ${condition}
    order by priority desc limit 1`;
}

/** The age of the oldest job of a priority. */
function first({ from, condition, age }: Stretch, of: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select ${age} from ${from}
    where docker_host_id = ${of}.host_id and priority = ${of}.priority and ${condition}
    order by ${age} limit 1`;
}
