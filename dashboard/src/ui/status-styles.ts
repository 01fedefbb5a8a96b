import type { Job } from "../api/types.ts";
import type { IconName } from "./icon.tsx";

interface StatusStyle {
  readonly label: string;
  readonly icon: IconName;
  /** What it means, for those who hover. */
  readonly meaning: string;
}

/** Each state has a word, a picture and a colour (status.module.css): never the colour alone. */
export const statusStyles = {
  pending: { label: "Pending", icon: "minus", meaning: "Not in the queue" },
  queued: { label: "Queued", icon: "hourglass", meaning: "Waits to be launched" },
  scheduled: { label: "Scheduled", icon: "calendar", meaning: "Waits for its time" },
  launching: { label: "Launching", icon: "launch", meaning: "A worker is starting it" },
  running: { label: "Running", icon: "play", meaning: "Runs now" },
  completed: { label: "Completed", icon: "check", meaning: "Ended with exit code 0" },
  failed: { label: "Failed", icon: "cross", meaning: "Ended badly, or could not be launched" },
  timeout: { label: "Timed out", icon: "clock", meaning: "Stopped because its time was up" },
  cancelled: { label: "Cancelled", icon: "ban", meaning: "Stopped because somebody asked" },
  retrying: { label: "Retrying", icon: "retry", meaning: "Will be launched again" },
} as const satisfies Record<string, StatusStyle>;

export type ShownStatus = keyof typeof statusStyles;

/** What to show of a job: a queued one whose time has not come is scheduled. Django may write other states. */
export function shownStatus({
  status,
  queueStatus,
}: Pick<Job, "status" | "queueStatus">): ShownStatus | undefined {
  if (queueStatus === "scheduled" && (status === "queued" || status === "pending")) return "scheduled";
  if (queueStatus === "queued" && status === "pending") return "queued";
  return status in statusStyles ? (status as ShownStatus) : undefined;
}
