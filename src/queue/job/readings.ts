import { transitions } from "./states.ts";

/** The columns that say where a job stands in the queue. */
export interface QueueFields {
  readonly status: string;
  readonly queued_at: Date | null;
  readonly scheduled_for: Date | null;
  readonly launched_at: Date | null;
  readonly retry_count: number;
  readonly max_retries: number;
}

export type QueueStatus = "not_queued" | "queued" | "scheduled" | "launch_failed" | "launched";

/** In the queue and not launched yet. */
export function isQueued(job: QueueFields): boolean {
  return job.queued_at !== null && job.launched_at === null;
}

/**
 * Whether a claim would take it now. Django's reading does not ask for the status; a job whose launch
 * was given up is kept out of it by `retry_count`, and one being launched is taken already.
 */
export function isReadyToLaunch(job: QueueFields, now: Date): boolean {
  return isQueued(job) && !isScheduled(job, now) && hasAttemptsLeft(job) && isWaiting(job);
}

/** The reading that Django's companion of the seed gives. */
export function queueStatus(job: QueueFields, now: Date): QueueStatus {
  if (job.queued_at === null) return "not_queued";
  if (job.launched_at !== null) return "launched";
  if (isScheduled(job, now)) return "scheduled";
  // The last attempt counts from its claim on: it has failed only when the launch has ended.
  if (!hasAttemptsLeft(job) && job.status !== "launching") return "launch_failed";
  return "queued";
}

function isScheduled(job: QueueFields, now: Date): boolean {
  return job.scheduled_for !== null && job.scheduled_for > now;
}

function hasAttemptsLeft(job: QueueFields): boolean {
  return job.retry_count < job.max_retries;
}

function isWaiting(job: QueueFields): boolean {
  return (transitions.claim.from as readonly string[]).includes(job.status);
}
