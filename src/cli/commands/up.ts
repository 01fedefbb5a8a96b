import { Command } from "commander";
import { migrate } from "../../migrate/migrate.ts";
import { withDatabase } from "../context.ts";
import { createLogger } from "../logger.ts";
import { wholeNumber } from "../options.ts";
import { runWorker } from "../run-worker.ts";

export function upCommand(): Command {
  return new Command("up")
    .description("migrate the database and work, in one process")
    .option("--concurrency <n>", "jobs at once", wholeNumber(1, 1000))
    .action(async (options: { concurrency?: number }, command: Command) => {
      await withDatabase(
        command,
        async (database, settings) => {
          const logger = createLogger(settings.logLevel);
          await migrate(database);
          logger.info({ database: database.display }, "the database is migrated");
          await runWorker(database, {
            settings: { ...settings, ...(options.concurrency && { concurrency: options.concurrency }) },
            logger,
          });
        },
        { create: true },
      );
    });
}
