import { type RawBuilder, sql } from "kysely";
import { type Database, isMysqlFamily } from "../database/database.ts";
import { claimReadyIndex } from "../schema/index.ts";
import { jobsBy } from "./claim/index-hint.ts";
import { active, type Status, statuses, transitions } from "./job/states.ts";

export interface Stats {
  /** Not in the queue. */
  readonly pending: number;
  /** Waiting and due, or due again after a failed launch. */
  readonly queued: number;
  /** Waiting for their time. */
  readonly scheduled: number;
  readonly launching: number;
  readonly running: number;
  readonly completed: number;
  /** All failed jobs; those never launched among them are also in `launchFailed`. */
  readonly failed: number;
  readonly timeout: number;
  readonly cancelled: number;
  readonly launchFailed: number;
}

/** What is in the queue or in a worker's hands. */
export type LiveStats = Pick<Stats, "queued" | "scheduled" | "launching" | "running">;

const none: Stats = {
  ...{ pending: 0, queued: 0, scheduled: 0, launching: 0, running: 0 },
  ...{ completed: 0, failed: 0, timeout: 0, cancelled: 0, launchFailed: 0 },
};

/**
 * How many jobs stand where; exact, and all of one moment. Jobs that have ended are counted in an index,
 * which is as long as the history: a second for some millions. Whoever asks often asks for `liveStats`.
 */
export async function stats(database: Database): Promise<Stats> {
  const queue = await inQueue(database);
  const jobs = sql`container_manager_containerjob`;
  return count(database, [
    byStatus(statuses.filter((status) => !waits(status))),
    waiting(database, queue),
    countOf("pending", jobs, sql`status = 'pending' and queued_at is null`),
    countOf("launchFailed", queue.jobs, sql`status = 'failed' and ${queue.condition}`),
  ]);
}

/** How many jobs wait or run; exact, and as fast whatever the history. */
export async function liveStats(database: Database): Promise<LiveStats> {
  const counted = await count(database, [byStatus(active), waiting(database, await inQueue(database))]);
  const { queued, scheduled, launching, running } = counted;
  return { queued, scheduled, launching, running };
}

/** Each of these statuses by itself. */
function byStatus(these: readonly Status[]): RawBuilder<unknown> {
  return sql`select status as state, count(*) as jobs from container_manager_containerjob
    where status in (${literals(these)}) group by status`;
}

function waiting({ now }: Database, { jobs, condition }: InQueue): RawBuilder<unknown> {
  return sql`select state, count(*) as jobs
    from (
      select case when scheduled_for > ${now} then 'scheduled' else 'queued' end as state
      from ${jobs} where status in (${literals(transitions.claim.from)}) and ${condition}
    ) as waiting
    group by state`;
}

function countOf(
  state: keyof Stats,
  jobs: RawBuilder<unknown>,
  condition: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`select ${sql.lit(state)} as state, count(*) as jobs from ${jobs} where ${condition}`;
}

/**
 * The job table and a condition; by an index that has all that is asked for, where fetching the rows besides
 * would take ten times as long. It begins with the host.
 */
async function inQueue(database: Database): Promise<InQueue> {
  const jobs = sql`container_manager_containerjob`;
  if (!isMysqlFamily(database.dialect)) return { jobs, condition: notLaunched };
  const hosts = await database.query.selectFrom("container_manager_executorhost").select("id").execute();
  // There is no job without a host.
  const ids = sql.join(hosts.length > 0 ? hosts.map(({ id }) => id) : [0]);
  return {
    jobs: jobsBy(database, claimReadyIndex),
    condition: sql`docker_host_id in (${ids}) and ${notLaunched}`,
  };
}

interface InQueue {
  readonly jobs: RawBuilder<unknown>;
  readonly condition: RawBuilder<unknown>;
}

const notLaunched = sql`queued_at is not null and launched_at is null`;

async function count(database: Database, counts: readonly RawBuilder<unknown>[]): Promise<Stats> {
  const { rows } = await sql<{ state: keyof Stats; jobs: number | string }>`
    ${sql.join(counts, sql` union all `)}
  `.execute(database.query);
  // Some drivers read a count as text.
  return { ...none, ...Object.fromEntries(rows.map(({ state, jobs }) => [state, Number(jobs)])) };
}

function waits(status: Status): boolean {
  return (transitions.claim.from as readonly Status[]).includes(status);
}

function literals(these: readonly Status[]): RawBuilder<unknown> {
  return sql.join(these.map((status) => sql.lit(status)));
}
