import type { Command } from "commander";
import { loadSettings, type Settings } from "../config.ts";
import { connect } from "../database/connect.ts";
import type { Database } from "../database/database.ts";

/** The settings that the program's global options, the environment and the settings file make. */
export function settingsOf(command: Command): Settings {
  const { database, listen, config } = command.optsWithGlobals<{
    database?: string;
    listen?: string;
    config?: string;
  }>();
  return loadSettings(
    { ...(database !== undefined && { database }), ...(listen !== undefined && { listen }) },
    config,
  );
}

/**
 * Opens the database that the options name, does the work, and closes it.
 *
 * @param options.create whether a missing SQLite file is made
 */
export async function withDatabase<T>(
  command: Command,
  work: (database: Database, settings: Settings) => Promise<T>,
  options: { create?: boolean } = {},
): Promise<T> {
  const settings = settingsOf(command);
  const database = await connect(settings.database, {
    poolSize: settings.poolSize,
    create: options.create ?? false,
  });
  try {
    return await work(database, settings);
  } finally {
    await database.close();
  }
}
