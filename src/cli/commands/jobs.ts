import { Command } from "commander";
import { findJobId } from "../../queue/job/find-job.ts";
import type { Job } from "../../queue/job/job.ts";
import { type Status, statuses } from "../../queue/job/states.ts";
import { list } from "../../queue/list.ts";
import type { JobFilter } from "../../queue/listing/job-filter.ts";
import { withDatabase } from "../context.ts";
import { age, commandLine } from "../job-text.ts";
import { oneOf, time, wholeNumber } from "../options.ts";
import { print, printJson, printTable, shorten } from "../output.ts";

interface JobsOptions extends Omit<JobFilter, "status"> {
  readonly status?: Status[];
  readonly limit: number;
  readonly after?: string;
  readonly json?: boolean;
}

export function jobsCommand(): Command {
  return new Command("jobs")
    .description("list jobs, newest first")
    .option("--status <status>", "only these; may be given many times", oneOf(statuses))
    .option("--name <text>", "only those with this in their name")
    .option("--image <text>", "only those whose image begins so")
    .option("--host <name>", "only those of this executor host")
    .option("--since <time>", "only those created since", time)
    .option("--limit <n>", "jobs a page", wholeNumber(1, 1000), 20)
    .option("--after <id>", "the page behind this job")
    .option("--json", "print JSON")
    .action(async ({ json, after, ...filter }: JobsOptions, command: Command) => {
      await withDatabase(command, async (database) => {
        const last = after === undefined ? {} : { after: await findJobId(database, after) };
        const jobs = await list(database, { ...filter, ...last });
        if (json) return printJson(jobs);
        if (jobs.length === 0) return print("no jobs");
        printTable(
          ["ID", "STATUS", "QUEUE", "PRIORITY", "ATTEMPTS", "EXIT", "AGE", "NAME", "IMAGE", "COMMAND"],
          jobs.map(toRow),
        );
        if (jobs.length === filter.limit)
          print(`\nmore: longshore jobs --after ${jobs.at(-1)?.id.slice(0, 13)}`);
      });
    });
}

function toRow(job: Job): string[] {
  return [
    job.id.slice(0, 8),
    job.status,
    job.queueStatus,
    String(job.priority),
    `${job.retryCount}/${job.maxRetries}`,
    job.exitCode === null ? "" : String(job.exitCode),
    age(job.createdAt),
    shorten(job.name, 20),
    shorten(job.image, 30),
    shorten(commandLine(job), 40),
  ];
}
