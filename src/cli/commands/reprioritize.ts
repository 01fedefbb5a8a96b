import { Command } from "commander";
import { Priority } from "../../queue/job/priority.ts";
import { reprioritize } from "../../queue/reprioritize.ts";
import { eachJob } from "../each-job.ts";
import { wholeNumber } from "../options.ts";

export function reprioritizeCommand(): Command {
  return new Command("reprioritize")
    .description("give a waiting job another priority")
    .argument("<id>", "the job's id, or the beginning of it")
    .argument("<priority>", "0 to 100, higher is sooner", wholeNumber(Priority.lowest, Priority.highest))
    .option("--json", "print the job as JSON")
    .action(async (id: string, priority: number, _, command: Command) => {
      await eachJob(command, [id], async (database, found) => {
        await reprioritize(database, found, priority);
        return `has priority ${priority}`;
      });
    });
}
