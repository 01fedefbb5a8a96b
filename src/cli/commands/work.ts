import { Command } from "commander";
import { withDatabase } from "../context.ts";
import { createLogger } from "../logger.ts";
import { wholeNumber } from "../options.ts";
import { runWorker } from "../run-worker.ts";

export function workCommand(): Command {
  return new Command("work")
    .description("run a worker; INT or TERM lets it finish what it has in hand, a second one ends it at once")
    .option("--concurrency <n>", "jobs at once", wholeNumber(1, 1000))
    .option(
      "--drain",
      "end when nothing waits, scheduled jobs included, and nothing runs that it could take over",
    )
    .action(async (options: { concurrency?: number; drain?: boolean }, command: Command) => {
      await withDatabase(command, async (database, settings) => {
        await runWorker(database, {
          settings: { ...settings, ...(options.concurrency && { concurrency: options.concurrency }) },
          logger: createLogger(settings.logLevel),
          drain: options.drain ?? false,
        });
      });
    });
}
