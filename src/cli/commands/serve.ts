import { Command } from "commander";
import { withDatabase } from "../context.ts";
import { createLogger } from "../logger.ts";
import { addServerOptions } from "../server-options.ts";
import { onSignals } from "../signals.ts";
import { startServer } from "../start-server.ts";

export function serveCommand(): Command {
  return addServerOptions(new Command("serve"))
    .description("serve the API and the page; INT or TERM ends it")
    .action(async (options: { newToken?: boolean }, command: Command) => {
      await withDatabase(command, async (database, settings) => {
        const logger = createLogger(settings.logLevel);
        const server = await startServer(database, { settings, logger, newToken: options.newToken ?? false });
        await untilSignal();
        await server.close();
      });
    });
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = onSignals(
      () => {
        stopListening();
        resolve();
      },
      () => {},
    );
  });
}
