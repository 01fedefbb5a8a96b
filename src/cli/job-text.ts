import { formatDuration } from "../duration.ts";
import type { Job } from "../queue/job/job.ts";
import { formatCommand } from "../queue/text/command-text.ts";

/** How long ago, for people. */
export function age(moment: Date): string {
  return formatDuration(Math.max(0, Date.now() - moment.getTime()));
}

/** A job's command as one would type it. */
export function commandLine(job: Job): string {
  return formatCommand(job.command);
}

/** Bytes for people, such as 8.0 MB; as with --memory, a MB has 1024 times 1024 of them. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const number = bytes / 1024 ** power;
  return `${number.toFixed(power > 0 && number < 10 ? 1 : 0)} ${units[power]}`;
}

const units = ["B", "KB", "MB", "GB", "TB"];

/** A moment for people: in UTC, to the second. */
export function formatMoment(moment: Date | null): string {
  return moment === null ? "" : `${moment.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
