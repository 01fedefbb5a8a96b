import { Command } from "commander";
import { ended, type Status } from "../../queue/job/states.ts";
import { prune } from "../../queue/prune.ts";
import { withDatabase } from "../context.ts";
import { duration, oneOf } from "../options.ts";
import { print, printJson } from "../output.ts";

interface PruneCommandOptions {
  readonly olderThan: number;
  readonly status?: Status[];
  readonly json?: boolean;
}

export function pruneCommand(): Command {
  return new Command("prune")
    .description("delete jobs that ended long ago, with their attempts and output")
    .requiredOption("--older-than <duration>", "since the job's end, such as 30d", duration)
    .option("--status <status>", "only those that ended so; may be given many times", oneOf(ended))
    .option("--json", "print JSON")
    .action(async ({ olderThan, status, json }: PruneCommandOptions, command: Command) => {
      await withDatabase(command, async (database) => {
        const pruned = await prune(database, { olderThan, ...(status && { statuses: status }) });
        if (json) return printJson(pruned);
        print(`deleted ${pruned.jobs} jobs and ${pruned.attempts} attempts`);
      });
    });
}
