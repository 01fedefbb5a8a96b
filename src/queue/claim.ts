import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { type Assignment, readAssignments } from "./assignment.ts";
import { hostsWithRoom, lockRoom, type Room } from "./capacity.ts";
import { updateStatus } from "./change-status.ts";
import { transitions } from "./states.ts";
import type { WorkerIdentity } from "./workers.ts";

export interface ClaimOptions {
  readonly worker: WorkerIdentity;
  /** At most this many: what the worker can launch now, since a claimed job waits for nobody else. */
  readonly limit: number;
  /** Ids of the executor hosts that the worker can reach. */
  readonly hosts: readonly number[];
  /** Only this job, if it is ready. */
  readonly jobId?: string;
}

/**
 * Takes the ready jobs that are first by priority, then by age, for one worker; no job goes to two, and
 * no host gets more than it takes at once. Each claim is a launch attempt and has a number, and with the
 * job's id names what will be launched.
 */
export async function claim(database: Database, options: ClaimOptions): Promise<Assignment[]> {
  if (options.limit < 1) return [];
  for (let tries = 1; ; tries += 1) {
    const hosts = await hostsWithRoom(database, options.hosts);
    if (hosts.length === 0) return [];
    const { claimed, passedOver } = await claimOnce(database, { ...options, hosts });
    if (claimed.length > 0 || !passedOver || tries === mostTries) return claimed;
    await sleep(longestPause * Math.random());
  }
}

/** How often a claim that got nothing because others were at it is tried, and the pause between, in milliseconds. */
const mostTries = 10;
const longestPause = 20;

async function claimOnce(
  database: Database,
  options: ClaimOptions,
): Promise<{ claimed: Assignment[]; passedOver: boolean }> {
  return database.transaction(async (transaction) => {
    const { room, passedOver } = await lockRoom(transaction, options.hosts);
    const ready = await lockReadyJobs(transaction, options, room);
    if (ready.length === 0) return { claimed: [], passedOver };
    await updateStatus(transaction, "claim", { retry_count: sql<number>`retry_count + 1` })
      .where(
        "id",
        "in",
        ready.map(({ id }) => uuidParameter(id)),
      )
      .execute();
    await openAttempts(transaction, ready, options.worker);
    const attempts = ready.map(({ id, retry_count }) => ({
      jobId: id,
      number: retry_count + 1,
      workerId: options.worker.id,
    }));
    const assignments = await readAssignments(transaction, attempts);
    return { claimed: assignments.map((claimed) => ({ ...claimed, untried: true })), passedOver };
  });
}

interface ReadyJob {
  readonly id: string;
  readonly retry_count: number;
  readonly docker_host_id: number;
}

/**
 * As many ready jobs as the worker wants and the hosts have room for. Where a host fills up on the way,
 * what is behind on the others is asked for again.
 */
async function lockReadyJobs(database: Database, options: ClaimOptions, room: Room): Promise<ReadyJob[]> {
  const taken: ReadyJob[] = [];
  const left = new Map(room);
  for (;;) {
    const most = Math.min(options.limit - taken.length, sum(left.values()));
    if (most < 1) return taken;
    const found = await lockFirst(database, { ...options, limit: most, hosts: [...left.keys()] }, taken);
    const before = taken.length;
    for (const job of found) {
      const free = left.get(job.docker_host_id) ?? 0;
      if (free < 1) continue;
      taken.push(job);
      left.set(job.docker_host_id, free - 1);
    }
    for (const [host, free] of left) if (free === 0) left.delete(host);
    if (taken.length - before === found.length) return taken;
  }
}

/**
 * Plain SQL, because the form matters: conditions that an index has as its predicate are literals (a
 * parameter proves nothing to the planner), and rows that another claim has locked are passed over.
 * SQLite locks no rows: its transactions that write run one at a time.
 */
async function lockFirst(
  database: Database,
  { limit, hosts, jobId }: ClaimOptions,
  besides: readonly ReadyJob[],
): Promise<ReadyJob[]> {
  const waiting = sql.join(transitions.claim.from.map((status) => sql.lit(status)));
  const only = jobId === undefined ? sql`` : sql`and id = ${uuidParameter(jobId)}`;
  const others =
    besides.length === 0
      ? sql``
      : sql`and id not in (${sql.join(besides.map(({ id }) => uuidParameter(id)))})`;
  // Moments are milliseconds in SQLite; among equals its row order tells which came first.
  const order =
    database.dialect === "sqlite" ? sql`priority desc, queued_at, rowid` : sql`priority desc, queued_at`;
  const lock = database.capabilities.skipLocked ? sql`for update skip locked` : sql``;
  const { rows } = await sql<ReadyJob>`
    select id, retry_count, docker_host_id
    from container_manager_containerjob
    where queued_at is not null
      and launched_at is null
      and status in (${waiting})
      and retry_count < max_retries
      and (scheduled_for is null or scheduled_for <= ${database.now})
      and docker_host_id in (${sql.join(hosts)})
      ${only}
      ${others}
    order by ${order}
    limit ${sql.lit(limit)}
    ${lock}
  `.execute(database.query);
  return rows;
}

async function openAttempts(
  database: Database,
  jobs: readonly ReadyJob[],
  worker: WorkerIdentity,
): Promise<void> {
  await database.query
    .insertInto("longshore_attempt")
    .values(
      jobs.map((job) => ({
        job_id: uuidParameter(job.id),
        number: job.retry_count + 1,
        worker_id: uuidParameter(worker.id),
        host_id: job.docker_host_id,
        node: worker.node,
        execution_id: "",
        claimed_at: database.now,
      })),
    )
    .execute();
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
