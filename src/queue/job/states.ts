/**
 * The state machine. A job's `status` changes by these verbs and in no other way: each write names its
 * verb, and finds the row only in one of the verb's `from`. docs/states.md draws it.
 */

export const statuses = [
  "pending",
  "queued",
  "launching",
  "running",
  "completed",
  "failed",
  "timeout",
  "cancelled",
  "retrying",
] as const;

export type Status = (typeof statuses)[number];

interface Transition {
  readonly from: readonly Status[];
  readonly to: Status;
  /** As in "cannot be cancelled". */
  readonly done: string;
}

export const transitions = {
  schedule: { from: ["pending", "queued", "retrying"], to: "queued", done: "scheduled" },
  dequeue: { from: ["queued", "retrying"], to: "pending", done: "taken from the queue" },
  // Django queues a job by its queued_at alone, and leaves it pending.
  claim: { from: ["pending", "queued", "retrying"], to: "launching", done: "claimed" },
  launch: { from: ["launching"], to: "running", done: "marked as launched" },
  retryLaunch: { from: ["launching"], to: "retrying", done: "launched again" },
  giveUpLaunch: { from: ["launching"], to: "failed", done: "given up" },
  complete: { from: ["running"], to: "completed", done: "completed" },
  /** Also before it is marked as launched, where what became of the launch is lost. */
  fail: { from: ["launching", "running"], to: "failed", done: "failed" },
  /** Only where the job's spec asks for it. */
  runAgain: { from: ["launching", "running"], to: "retrying", done: "run again" },
  timeOut: { from: ["running"], to: "timeout", done: "timed out" },
  /** Before anything runs, by whoever asks. */
  cancel: { from: ["pending", "queued", "retrying"], to: "cancelled", done: "cancelled" },
  /** By the worker that has stopped what was running. */
  confirmCancel: { from: ["launching", "running"], to: "cancelled", done: "cancelled" },
  retry: { from: ["failed"], to: "queued", done: "retried" },
} as const satisfies Record<string, Transition>;

export type Verb = keyof typeof transitions;

/** States that nothing leaves. `failed` is not among them: it may be retried. */
export const terminal: readonly Status[] = statuses.filter((status) =>
  Object.values<Transition>(transitions).every(({ from }) => !from.includes(status)),
);

/** States in which a worker owns the job. */
export const active: readonly Status[] = ["launching", "running"];

/** States in which a job waits for nothing more: terminal, or failed. */
export const ended: readonly Status[] = [...terminal, "failed"];
