import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { formatDuration } from "../../duration.ts";
import type { Attempt, Job } from "../job/job.ts";
import { transitions } from "../job/states.ts";

/** What a job waits for. */
export interface Waiting {
  readonly kind:
    | "not_queued"
    | "no_attempts_left"
    | "stopping"
    | "scheduled"
    | "backoff"
    | "host_inactive"
    | "no_worker"
    | "host_full"
    | "workers_busy"
    | "next";
  /** For people. */
  readonly text: string;
  /** When it has waited for long enough. */
  readonly until?: Date;
}

/**
 * What a job waits for; nothing where it does not wait.
 *
 * @param lease milliseconds of silence after which a worker counts as dead
 */
export async function whyWaiting(database: Database, job: Job, lease: number): Promise<Waiting | null> {
  if (!(transitions.claim.from as readonly string[]).includes(job.status)) return null;
  if (!job.isQueued) return { kind: "not_queued", text: "not in the queue" };
  if (job.queueStatus === "launch_failed") {
    return { kind: "no_attempts_left", text: `all ${job.maxRetries} attempts were used` };
  }
  const open = job.attempts.find(({ endedAt }) => endedAt === null);
  if (open) {
    return { kind: "stopping", text: `attempt ${open.number} has not ended: its worker stops it first` };
  }
  if (job.queueStatus === "scheduled" && job.scheduledFor) return untilTime(job, job.scheduledFor);
  return untilRoom(await readRoom(database, job.id, lease));
}

function untilTime(job: Job, until: Date): Waiting {
  const last = job.attempts.at(-1);
  if (!last?.endedAt) return { kind: "scheduled", text: `scheduled for ${until.toISOString()}`, until };
  const backoff = formatDuration(Math.max(0, until.getTime() - last.endedAt.getTime()));
  const text = `attempt ${job.retryCount + 1} of ${job.maxRetries} after a backoff of ${backoff}: ${whyEnded(last)}`;
  return { kind: "backoff", text, until };
}

/** Why an attempt ended, for people. */
export function whyEnded({ error, exitCode, reason }: Attempt): string {
  return error ?? (exitCode === null ? (reason ?? "unknown") : `exit code ${exitCode}`);
}

/** What is free, and what is taken, where a job would run. */
interface Room {
  readonly host: string;
  readonly isActive: boolean;
  readonly mostOnHost: number;
  readonly openOnHost: number;
  readonly workers: number;
  /** Of those workers: jobs at once, and how many they have in hand. */
  readonly slots: number;
  readonly taken: number;
}

async function readRoom(database: Database, id: string, lease: number): Promise<Room | undefined> {
  const alive = sql`from longshore_worker as worker where worker.heartbeat_at >= ${database.after(-lease)}`;
  const open = sql`select count(*) from longshore_attempt as attempt where attempt.ended_at is null`;
  const { rows } = await sql<Record<string, unknown> & { host: string }>`
    select host.name as host, host.is_active, host.max_concurrent_jobs,
      (${open} and attempt.host_id = host.id) as open_on_host,
      (select count(*) ${alive}) as workers,
      (select sum(worker.concurrency) ${alive}) as slots,
      (${open} and attempt.worker_id in (select worker.id ${alive})) as taken
    from container_manager_containerjob as job
    join container_manager_executorhost as host on host.id = job.docker_host_id
    where job.id = ${uuidParameter(id)}
  `.execute(database.query);
  const [row] = rows;
  return (
    row && {
      host: row.host,
      isActive: Boolean(row.is_active),
      // Some drivers read a count as text.
      mostOnHost: Number(row.max_concurrent_jobs),
      openOnHost: Number(row.open_on_host),
      workers: Number(row.workers),
      slots: Number(row.slots),
      taken: Number(row.taken),
    }
  );
}

function untilRoom(room: Room | undefined): Waiting {
  if (!room) return { kind: "host_inactive", text: "its executor host is gone" };
  const { host, openOnHost, mostOnHost, workers, slots, taken } = room;
  if (!room.isActive) return { kind: "host_inactive", text: `host ${host} is inactive` };
  if (workers === 0) return { kind: "no_worker", text: "no worker is alive" };
  if (openOnHost >= mostOnHost) {
    return { kind: "host_full", text: `host ${host} is full: ${openOnHost} of ${mostOnHost}` };
  }
  if (taken >= slots) {
    const whose = workers === 1 ? "the one worker" : `${workers} workers`;
    return { kind: "workers_busy", text: `all ${slots} slots of ${whose} are taken` };
  }
  return { kind: "next", text: "ready: a worker takes it when those before it are taken" };
}
