import { Command } from "commander";
import { formatDuration } from "../../duration.ts";
import { findJobId } from "../../queue/job/find-job.ts";
import type { Attempt, Job } from "../../queue/job/job.ts";
import { show } from "../../queue/show.ts";
import { withDatabase } from "../context.ts";
import { commandLine, formatBytes, formatMoment } from "../job-text.ts";
import { print, printFields, printJson, printTable, shorten } from "../output.ts";

export function showCommand(): Command {
  return new Command("show")
    .description("show a job and its attempts")
    .argument("<id>", "the job's id, or the beginning of it")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nOf each attempt, MEMORY is the most that it was seen to use at once, CPU how many cores it kept busy on average.",
    )
    .action(async (given: string, options: { json?: boolean }, command: Command) => {
      await withDatabase(command, async (database) => {
        const job = await show(database, await findJobId(database, given));
        if (options.json) return printJson(job);
        printFields(fields(job));
        if (job.attempts.length === 0) return;
        print();
        printTable(
          ["ATTEMPT", "CLAIMED", "RAN", "EXIT", "REASON", "MEMORY", "CPU", "NODE", "EXECUTION"],
          job.attempts.map(toRow),
        );
      });
    });
}

function fields(job: Job): [string, string][] {
  return [
    ["id", job.id],
    ["name", job.name],
    ["status", job.status],
    ["queue status", job.queueStatus],
    ["image", job.image],
    ["image digest", job.imageDigest ?? ""],
    ["command", commandLine(job)],
    ["host", job.host],
    ["priority", String(job.priority)],
    ["attempts", `${job.retryCount} of ${job.maxRetries}`],
    ["created", formatMoment(job.createdAt)],
    ["queued", formatMoment(job.queuedAt)],
    ["scheduled for", formatMoment(job.scheduledFor)],
    ["launched", formatMoment(job.launchedAt)],
    ["started", formatMoment(job.startedAt)],
    ["completed", formatMoment(job.completedAt)],
    ["exit code", job.exitCode === null ? "" : String(job.exitCode)],
    ["last error", job.lastError ?? ""],
  ];
}

function toRow(attempt: Attempt): string[] {
  const ran =
    attempt.startedAt && attempt.endedAt
      ? formatDuration(attempt.endedAt.getTime() - attempt.startedAt.getTime())
      : "";
  return [
    String(attempt.number),
    formatMoment(attempt.claimedAt),
    ran,
    attempt.exitCode === null ? "" : String(attempt.exitCode),
    attempt.reason ?? "",
    attempt.peakMemoryBytes === null ? "" : formatBytes(attempt.peakMemoryBytes),
    attempt.averageCpuCores === null ? "" : attempt.averageCpuCores.toFixed(2),
    attempt.node,
    shorten(attempt.executionId.split("/").at(-1) ?? "", 16),
  ];
}
