import { formatDuration } from "../duration.ts";
import { formatCommand } from "../queue/command-text.ts";
import type { Job } from "../queue/job.ts";

/** How long ago, for people. */
export function age(moment: Date): string {
  return formatDuration(Math.max(0, Date.now() - moment.getTime()));
}

/** A job's command as one would type it. */
export function commandLine(job: Job): string {
  return formatCommand(job.command);
}

/** A moment for people: in UTC, to the second. */
export function formatMoment(moment: Date | null): string {
  return moment === null ? "" : `${moment.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
