import { type RawBuilder, sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { claimDueIndex, claimReadyIndex } from "../../schema/index.ts";
import { selectRoom } from "../hosts/capacity.ts";
import type { Band } from "./bands.ts";
import { jobsBy } from "./index-hint.ts";
import { ready, stillReady, type Walk } from "./walk.ts";

/** Which job comes first. */
export type Order = "priority" | "oldest";

export interface FirstJobs extends Band {
  /** Hosts that nobody else opens attempts on meanwhile. */
  readonly hosts: readonly number[];
  readonly limit: number;
  /** Further jobs, for each host and in all: in place of those that turn out to be locked by somebody. */
  readonly spare: number;
  readonly order: Order;
}

/**
 * A select of the jobs that come first, no more of each host than it has room for: `id` and, for later,
 * `host_id`, how much room that has as `free`, and `place`, the order of all.
 *
 * Of each walk no more jobs are read than could be taken, if all came from that walk.
 */
export function selectFirst(database: Database, first: FirstJobs): RawBuilder<unknown> {
  const { walks, hosts, limit, spare } = first;
  const order = sql.join(orderOf(database, first.order));
  const found = walks.map(
    (walk, place) => sql`
    select * from (${jobsOf(database, walk, first)}) as ${sql.id(`walk${place}`)}`,
  );
  return sql`
    with room as (${selectRoom(hosts)})
    select id, host_id, free, row_number() over (order by ${order}) as place
    from (
      select found.*, row_number() over (partition by docker_host_id order by ${order}) as place_of_host
      from (${sql.join(found, sql` union all `)}) as found
    ) as placed
    join room on room.host_id = placed.docker_host_id
    where place_of_host <= free + ${spare}
    order by place
    limit ${limit + spare}`;
}

function orderOf(database: Database, order: Order): RawBuilder<unknown>[] {
  const terms =
    order === "oldest"
      ? [sql`coalesce(scheduled_for, queued_at)`]
      : [sql`priority desc`, sql.ref("queued_at")];
  // Moments are milliseconds in SQLite; among equals its row order tells which came first.
  return database.dialect === "sqlite" ? [...terms, sql`row_order`] : terms;
}

/**
 * Scheduled jobs are found by when they were due, and claimed by age like all others. Of so many that are
 * due at one priority of one host, the oldest comes first; of more, those that have been due for longest.
 */
const dueAtOnce = 100;

/** The first jobs of a walk, in its own order. */
function jobsOf(database: Database, walk: Walk, { limit, spare, from, to, order }: FirstJobs) {
  const columns = ["id", "docker_host_id", "priority", "queued_at", "scheduled_for"].map((name) =>
    sql.ref(name),
  );
  const rowOrder = database.dialect === "sqlite" ? [sql`rowid as row_order`] : [];
  const index = walk.scheduled && !walk.combination ? claimDueIndex : claimReadyIndex;
  const most = walk.scheduled && order === "priority" ? Math.max(limit + spare, dueAtOnce) : limit + spare;
  const selected = sql.join([...columns, ...rowOrder]);
  if (walk.jobId !== undefined) {
    return sql`select ${selected} from container_manager_containerjob
      where id = ${uuidParameter(walk.jobId)} and docker_host_id = ${walk.hostId} and ${stillReady(database)}`;
  }
  const ordered = sql`
    select ${selected} from ${jobsBy(database, index)}
    where docker_host_id = ${walk.hostId} and ${priorityOf(walk, from, to)} and ${condition(walk)}
      ${walk.scheduled ? sql`and scheduled_for <= ${database.now}` : sql``}
    order by ${walkOrder(database, walk)}`;
  return firstRows(database, ordered, most);
}

/**
 * The first rows of an ordered select. PostgreSQL would make a plan for any limit one for a tenth of the table:
 * it is given a constant as well, of which there are few, so that the statement's text stays the same.
 */
function firstRows(database: Database, ordered: RawBuilder<unknown>, most: number): RawBuilder<unknown> {
  if (database.dialect !== "postgres") return sql`${ordered} limit ${most}`;
  const constant = sql.lit(2 ** Math.ceil(Math.log2(most)));
  return sql`select * from (${ordered} limit ${constant}) as bounded limit ${most}`;
}

function priorityOf({ priority, downwards }: Walk, from: number, to: number): RawBuilder<unknown> {
  return downwards ? sql`priority between ${from} and ${to}` : sql`priority = ${priority}`;
}

function condition({ combination, scheduled }: Walk): RawBuilder<unknown> {
  const isScheduled = scheduled ? sql`scheduled_for is not null` : sql`scheduled_for is null`;
  if (combination === undefined) return sql`${ready} and ${isScheduled}`;
  const { status, retryCount, maxRetries } = combination;
  return sql`status = ${sql.lit(status)} and retry_count = ${sql.lit(retryCount)}
    and max_retries = ${sql.lit(maxRetries)} and launched_at is null and ${isScheduled} and queued_at is not null`;
}

/** The order that the index has, so that nothing is sorted. */
function walkOrder(database: Database, { scheduled, downwards }: Walk): RawBuilder<unknown> {
  if (scheduled) return sql.ref("scheduled_for");
  const terms = downwards ? [sql`priority desc`, sql.ref("queued_at")] : [sql.ref("queued_at")];
  return sql.join(database.dialect === "sqlite" ? [...terms, sql.ref("rowid")] : terms);
}
