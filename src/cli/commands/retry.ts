import { Command } from "commander";
import { strategies } from "../../queue/job/retry.ts";
import { retryJob } from "../../queue/retry-job.ts";
import { eachJob } from "../each-job.ts";
import { wholeNumber } from "../options.ts";

export function retryCommand(): Command {
  return new Command("retry")
    .description("put failed jobs back into the queue")
    .argument("<id...>", "ids, or beginnings of ids")
    .option("--max-retries <n>", "further launch attempts", wholeNumber(1, 1000), strategies.default.attempts)
    .option("--json", "print the jobs as JSON")
    .action(async (ids: string[], options: { maxRetries: number }, command: Command) => {
      await eachJob(command, ids, async (database, id) => {
        await retryJob(database, id, options.maxRetries);
        return "queued again";
      });
    });
}
