import type { Reason } from "../../../src/reasons.ts";

/** Why an attempt has ended, for people who have not read the table of reasons. */
const words: Readonly<Record<Reason, string>> = {
  exited: "Ended with another exit code than 0",
  out_of_memory: "Out of memory",
  engine_restarted: "The engine was restarted",
  lost: "Vanished while it ran",
  worker_lost: "Its worker was lost",
  timeout: "Its time was up",
  cancelled: "Cancelled",
  requeued: "Put back into the queue",
  engine_unreachable: "Engine not reachable",
  engine_disk_full: "The engine’s disk is full",
  image_rate_limited: "Too many pulls from the registry",
  registry_unreachable: "Registry not reachable",
  pull_timeout: "Pulling the image took too long",
  supervisor_failed: "Its supervisor did not start",
  no_pipe: "No pipe for its output",
  engine_error: "The engine failed",
  pull_failed: "The image could not be pulled",
  credentials_unreadable: "Registry credentials not readable",
  spawn_failed: "The process did not start",
  state_folder: "The worker’s state folder cannot be used",
  launch_failed: "Not launched",
  unknown: "Not known",
  image_missing: "Image not there, and not to be pulled",
  image_invalid: "Not an image’s name",
  image_not_found: "Image not found",
  image_denied: "Image denied",
  image_not_allowed: "Image not allowed on this host",
  image_platform: "Image for another platform",
  command_missing: "No command",
  command_not_found: "Command not found",
  command_not_executable: "Command not executable",
  command_too_long: "Command too long",
  working_directory: "Working directory not usable",
  network_not_found: "Network not found",
  network_denied: "Network denied",
  invalid_job: "Job not valid",
  invalid_spec: "Spec not valid",
  name_taken: "Name taken by something else",
  engine_refused: "The engine refused it",
  engine_incomplete: "The engine lacks something",
  engine_unsupported: "Engine not supported",
};

/** A worker of another version may know other reasons: they are told as they are. */
export function reasonText(reason: string): string {
  return reason in words ? words[reason as Reason] : reason.replaceAll("_", " ");
}
