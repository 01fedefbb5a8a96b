import type { JobDetail } from "../api/types.ts";

/** A stretch of a job's life. */
export interface Phase {
  readonly kind: "scheduled" | "waiting" | "launching" | "running" | "backoff";
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Whether it goes on. */
  readonly open: boolean;
  readonly attempt?: number;
  /** Whether it ended badly. */
  readonly failed: boolean;
}

type Lived = Pick<
  JobDetail,
  "status" | "createdAt" | "queuedAt" | "scheduledFor" | "completedAt" | "attempts" | "isQueued"
>;

/** What a job has gone through, in order; the last one may go on. @param now milliseconds since 1970 */
export function phasesOf(job: Lived, now: number): Phase[] {
  const phases: Phase[] = [];
  const add = (
    kind: Phase["kind"],
    from: number,
    to: number | null,
    more: { attempt?: number; failed?: boolean } = {},
  ) => {
    const end = to ?? now;
    if (end > from || to === null) {
      phases.push({ kind, from, to: Math.max(from, end), open: to === null, failed: false, ...more });
    }
  };
  const { attempts, isQueued } = job;
  const first = attempts[0];
  // A retried job is queued anew: its first wait began when it was made.
  const begin = first
    ? Math.min(time(job.queuedAt ?? job.createdAt), time(job.createdAt))
    : time(job.queuedAt ?? job.createdAt);
  if (first) add("waiting", begin, time(first.claimedAt));
  else if (isQueued) {
    const due = job.scheduledFor === null ? begin : time(job.scheduledFor);
    if (due > now) add("scheduled", begin, null);
    else {
      add("scheduled", begin, due);
      add("waiting", Math.max(begin, due), null);
    }
  } else add("waiting", begin, job.completedAt === null ? begin : time(job.completedAt));

  for (const [index, attempt] of attempts.entries()) {
    const { number, claimedAt, startedAt, endedAt } = attempt;
    const end = endedAt === null ? null : time(endedAt);
    const failed = end !== null && (attempt.error !== null || (attempt.exitCode ?? 0) !== 0);
    if (startedAt === null) add("launching", time(claimedAt), end, { attempt: number, failed });
    else {
      add("launching", time(claimedAt), time(startedAt), { attempt: number });
      add("running", time(startedAt), end, { attempt: number, failed });
    }
    const next = attempts[index + 1];
    if (end !== null && next) add("backoff", end, time(next.claimedAt));
    else if (end !== null && isQueued && !["failed", "cancelled"].includes(job.status))
      add("backoff", end, null);
  }
  return phases;
}

function time(moment: string): number {
  return new Date(moment).getTime();
}
