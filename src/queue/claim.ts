import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { type Assignment, readAssignments } from "./assignment.ts";
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
 * Takes the ready jobs that are first by priority, then by age, for one worker; no job goes to two.
 * Each claim is a launch attempt and has a number, and with the job's id names what will be launched.
 */
export async function claim(database: Database, options: ClaimOptions): Promise<Assignment[]> {
  if (options.limit < 1 || options.hosts.length === 0) return [];
  return database.transaction(async (transaction) => {
    const ready = await lockReadyJobs(transaction, options);
    if (ready.length === 0) return [];
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
    return (await readAssignments(transaction, attempts)).map((claimed) => ({ ...claimed, untried: true }));
  });
}

interface ReadyJob {
  readonly id: string;
  readonly retry_count: number;
  readonly docker_host_id: number;
}

/**
 * Plain SQL, because the form matters: conditions that an index has as its predicate are literals (a
 * parameter proves nothing to the planner), and rows that another claim has locked are passed over.
 * SQLite locks no rows: its transactions that write run one at a time.
 */
async function lockReadyJobs(database: Database, { limit, hosts, jobId }: ClaimOptions): Promise<ReadyJob[]> {
  const waiting = sql.join(transitions.claim.from.map((status) => sql.lit(status)));
  const only = jobId === undefined ? sql`` : sql`and id = ${uuidParameter(jobId)}`;
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
