import { Command } from "commander";
import { stats } from "../../queue/stats.ts";
import { withDatabase } from "../context.ts";
import { printJson, printTable } from "../output.ts";

export function statsCommand(): Command {
  return new Command("stats")
    .description("count the jobs in each state")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }, command: Command) => {
      await withDatabase(command, async (database) => {
        const counts = await stats(database);
        if (options.json) return printJson(counts);
        printTable(
          ["STATE", "JOBS"],
          Object.entries(counts).map(([state, jobs]) => [state, String(jobs)]),
        );
      });
    });
}
