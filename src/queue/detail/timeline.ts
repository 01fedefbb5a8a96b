import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { outcomeOf } from "../../reasons.ts";
import type { Attempt, Job } from "../job/job.ts";
import { ended } from "../job/states.ts";
import { whyEnded } from "./why-waiting.ts";

/** Something that happened to a job, or that it waits for. */
export interface TimelineEvent {
  readonly at: Date;
  readonly kind:
    | "created"
    | "queued"
    | "scheduled"
    | "claimed"
    | "launch_failed"
    | "retry_at"
    | "started"
    | "stop_requested"
    | "ended";
  /** Its number. */
  readonly attempt?: number;
  /** completed, failed, timeout or cancelled. */
  readonly outcome?: string;
  /** For people. */
  readonly text: string;
}

/** A job's life, in order. */
export async function timelineOf(database: Database, job: Job): Promise<TimelineEvent[]> {
  const requests = await stopRequests(database, job.id);
  const events = [...ofJob(job), ...job.attempts.flatMap((attempt) => ofAttempt(attempt, requests))];
  return events.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function ofJob(job: Job): TimelineEvent[] {
  const events: TimelineEvent[] = [{ at: job.createdAt, kind: "created", text: "created" }];
  if (job.queuedAt) {
    events.push({ at: job.queuedAt, kind: "queued", text: `queued with priority ${job.priority}` });
  }
  if (job.scheduledFor) {
    events.push(
      job.retryCount === 0
        ? { at: job.scheduledFor, kind: "scheduled", text: "not to be launched before" }
        : { at: job.scheduledFor, kind: "retry_at", text: `attempt ${job.retryCount + 1} not before` },
    );
  }
  return [...events, ...withoutAttempts(job)];
}

/** What Django ran, or nobody: there is only the row to tell of it. */
function withoutAttempts(job: Job): TimelineEvent[] {
  const events: TimelineEvent[] = [];
  const last = job.attempts.at(-1);
  if (!last && job.startedAt) events.push({ at: job.startedAt, kind: "started", text: "started" });
  const isOver = (ended as readonly string[]).includes(job.status);
  if (isOver && job.completedAt && (!last || (job.status === "cancelled" && last.reason !== "cancelled"))) {
    events.push({ at: job.completedAt, kind: "ended", outcome: job.status, text: job.status });
  }
  return events;
}

function ofAttempt(one: Attempt, requests: ReadonlyMap<number, Date>): TimelineEvent[] {
  const attempt = one.number;
  const events: TimelineEvent[] = [
    {
      at: one.claimedAt,
      kind: "claimed",
      attempt,
      text: `attempt ${attempt} claimed by a worker on ${one.node}`,
    },
  ];
  if (one.startedAt) events.push({ at: one.startedAt, kind: "started", attempt, text: "started" });
  const requested = requests.get(attempt);
  if (requested) events.push({ at: requested, kind: "stop_requested", attempt, text: "asked to stop" });
  if (one.endedAt) {
    const end = { at: one.endedAt, attempt, text: whyEnded(one) };
    const outcome = outcomeOf(one.reason, one.exitCode);
    const wasLaunched = one.startedAt !== null || outcome === "cancelled";
    events.push(wasLaunched ? { ...end, kind: "ended", outcome } : { ...end, kind: "launch_failed" });
  }
  return events;
}

async function stopRequests(database: Database, jobId: string): Promise<Map<number, Date>> {
  const rows = await database.query
    .selectFrom("longshore_attempt")
    .select(["number", "cancel_requested_at"])
    .where("job_id", "=", uuidParameter(jobId))
    .where("cancel_requested_at", "is not", null)
    .execute();
  return new Map(rows.map((row) => [row.number, row.cancel_requested_at as Date]));
}
