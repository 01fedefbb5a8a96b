/**
 * Why an attempt has ended: every reason there is, and whether the job is run again after it.
 * docs/launch-protocol.md has the same table for people; a test holds the two together.
 */

/**
 * - `on_exit`: its command has begun. It is run again where its spec asks for that (`retry.onExit`).
 * - `final`: it is not run again.
 * - `transient`: it was not launched, which may go away by itself. It is tried again while attempts are left.
 * - `unknown`: it was not launched, and nothing tells whether trying again helps. It is tried again.
 * - `permanent`: it was not launched, and will not be in the same way again. It is not tried again.
 */
export type RetryClass = "on_exit" | "final" | ErrorClass;

/** Of a launch that failed. */
export type ErrorClass = "transient" | "unknown" | "permanent";

export const reasons = {
  // It was launched
  exited: "on_exit",
  out_of_memory: "on_exit",
  engine_restarted: "on_exit",
  lost: "on_exit",
  timeout: "final",
  cancelled: "final",
  requeued: "final",
  worker_lost: "final",

  // It was not, for what its host is like at the moment
  engine_unreachable: "transient",
  engine_disk_full: "transient",
  image_rate_limited: "transient",
  registry_unreachable: "transient",
  pull_timeout: "transient",
  supervisor_failed: "transient",
  no_pipe: "transient",

  // It was not, for something that may pass or stay
  engine_error: "unknown",
  pull_failed: "unknown",
  credentials_unreadable: "unknown",
  spawn_failed: "unknown",
  state_folder: "unknown",
  launch_failed: "unknown",
  unknown: "unknown",

  // It was not, for what it is
  image_missing: "permanent",
  image_invalid: "permanent",
  image_not_found: "permanent",
  image_denied: "permanent",
  image_not_allowed: "permanent",
  image_platform: "permanent",
  command_missing: "permanent",
  command_not_found: "permanent",
  command_not_executable: "permanent",
  command_too_long: "permanent",
  working_directory: "permanent",
  network_not_found: "permanent",
  network_denied: "permanent",
  invalid_job: "permanent",
  invalid_spec: "permanent",
  name_taken: "permanent",
  engine_refused: "permanent",
  engine_incomplete: "permanent",
  engine_unsupported: "permanent",
} as const satisfies Record<string, RetryClass>;

export type Reason = keyof typeof reasons;
/** Of an attempt that was launched, and has ended. */
export type EndReason = OfClass<"on_exit" | "final">;
/** Of one that was not launched. */
export type LaunchReason = OfClass<ErrorClass>;

type OfClass<C extends RetryClass> = {
  [R in Reason]: (typeof reasons)[R] extends C ? R : never;
}[Reason];

/** The reasons of a class. */
export function reasonsOf(retryClass: RetryClass): Reason[] {
  return (Object.keys(reasons) as Reason[]).filter((reason) => reasons[reason] === retryClass);
}

/** Those of attempts that were stopped because somebody wanted it: no failures. */
export const stoppedOnRequest = ["cancelled", "requeued"] as const satisfies EndReason[];

/** What an end comes to, for people and for counters. */
export function outcomeOf(
  reason: string | null,
  exitCode: number | null,
): "completed" | "failed" | "timeout" | "cancelled" {
  if (reason === "exited" && exitCode === 0) return "completed";
  if (reason === "timeout") return reason;
  return wasRequested(reason) ? "cancelled" : "failed";
}

/** Whether an attempt with this reason was stopped because somebody wanted it. */
export function wasRequested(reason: string | null): boolean {
  return (stoppedOnRequest as readonly (string | null)[]).includes(reason);
}
