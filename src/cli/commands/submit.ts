import { Command } from "commander";
import { enqueue } from "../../queue/enqueue.ts";
import { show } from "../../queue/show.ts";
import { withDatabase } from "../context.ts";
import { addJobOptions, toJobSpec } from "../job-options.ts";
import { print, printJson } from "../output.ts";

export function submitCommand(): Command {
  return addJobOptions(new Command("submit"))
    .description("put a job into the queue and print its id")
    .option("--json", "print the job")
    .action(async (words: string[], options, command: Command) => {
      const { json, ...job } = options;
      await withDatabase(command, async (database) => {
        const id = await enqueue(database, toJobSpec(words, job));
        if (json) printJson(await show(database, id));
        else print(id);
      });
    });
}
