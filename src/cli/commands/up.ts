import { Command } from "commander";
import { migrate } from "../../migrate/migrate.ts";
import { withDatabase } from "../context.ts";
import { createLogger } from "../logger.ts";
import { wholeNumber } from "../options.ts";
import { runWorker } from "../run-worker.ts";
import { addServerOptions } from "../server-options.ts";
import { startServer } from "../start-server.ts";

interface UpOptions {
  readonly concurrency?: number;
  readonly newToken?: boolean;
}

export function upCommand(): Command {
  return addServerOptions(new Command("up"))
    .description("migrate the database, work, and serve the API and the page, in one process")
    .option("--concurrency <n>", "jobs at once", wholeNumber(1, 1000))
    .action(async ({ concurrency, newToken = false }: UpOptions, command: Command) => {
      await withDatabase(
        command,
        async (database, settings) => {
          const logger = createLogger(settings.logLevel);
          await migrate(database);
          logger.info({ database: database.display }, "the database is migrated");
          const server = await startServer(database, { settings, logger, newToken });
          // The page goes on while the worker finishes what it has in hand.
          await runWorker(database, {
            settings: { ...settings, ...(concurrency && { concurrency }) },
            logger,
          }).finally(() => server.close());
        },
        { create: true },
      );
    });
}
