import { Command } from "commander";
import { cancel } from "../../queue/cancel.ts";
import { eachJob } from "../each-job.ts";

export function cancelCommand(): Command {
  return new Command("cancel")
    .description("cancel jobs; what runs is stopped by its worker")
    .argument("<id...>", "ids, or beginnings of ids")
    .option("--json", "print the jobs as JSON")
    .action(async (ids: string[], _, command: Command) => {
      await eachJob(command, ids, async (database, id) => {
        return (await cancel(database, id)) === "cancelled" ? "cancelled" : "is being stopped";
      });
    });
}
