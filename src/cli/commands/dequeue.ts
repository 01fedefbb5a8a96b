import { Command } from "commander";
import { dequeue } from "../../queue/dequeue.ts";
import { eachJob } from "../each-job.ts";

export function dequeueCommand(): Command {
  return new Command("dequeue")
    .description("take waiting jobs out of the queue, without ending them")
    .argument("<id...>", "ids, or beginnings of ids")
    .option("--json", "print the jobs as JSON")
    .action(async (ids: string[], _, command: Command) => {
      await eachJob(command, ids, async (database, id) => {
        await dequeue(database, id);
        return "taken out of the queue";
      });
    });
}
