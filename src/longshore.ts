import { loadSettings, type Settings, type SettingsInput } from "./config.ts";
import { connect } from "./database/connect.ts";
import type { Database } from "./database/database.ts";
import { type MigrateOptions, type MigrateResult, migrate } from "./migrate/migrate.ts";
import { Queue } from "./queue/queue.ts";
import type { RunningServer, ServeOptions } from "./server/serve.ts";
import type { Logger } from "./worker/settings.ts";
import { Worker, type WorkerOptions } from "./worker/worker.ts";

export type LongshoreOptions = Partial<SettingsInput> & {
  /** For the workers; a pino logger fits. */
  readonly logger?: Logger;
};

/** A database with a queue in it. */
export class Longshore {
  readonly queue: Queue;
  readonly #database: Database;
  readonly #settings: Settings;
  readonly #logger: Logger | undefined;

  private constructor(database: Database, settings: Settings, logger: Logger | undefined) {
    this.queue = new Queue(database);
    this.#database = database;
    this.#settings = settings;
    this.#logger = logger;
  }

  /**
   * Connects to a database; what is not said here comes from the environment and the settings file.
   *
   * @throws {LongshoreError} INVALID_INPUT, INVALID_DATABASE_URL, DATABASE_UNREACHABLE, UNSUPPORTED_SERVER
   */
  static async connect({ logger, ...flags }: LongshoreOptions = {}): Promise<Longshore> {
    const settings = loadSettings(flags);
    const database = await connect(settings.database, { poolSize: settings.poolSize });
    return new Longshore(database, settings, logger);
  }

  /** Brings the database's schema to where this version needs it, or to `target`. */
  async migrate(options: MigrateOptions = {}): Promise<MigrateResult> {
    return migrate(this.#database, options);
  }

  /** A worker; it works once it is started. */
  worker(options: Partial<Settings> & Pick<WorkerOptions, "drain"> = {}): Worker {
    const { drain, ...settings } = options;
    return new Worker(this.#database, {
      settings: { ...this.#settings, ...settings },
      ...(drain !== undefined && { drain }),
      ...(this.#logger && { logger: this.#logger }),
    });
  }

  /**
   * Starts the API and the page at the address that the settings name.
   *
   * @throws {LongshoreError} TOKEN_NEEDED, ADDRESS_UNAVAILABLE, NOT_MIGRATED, INVALID_CONFIG_FILE
   */
  async serve(options: Pick<ServeOptions, "newToken" | "page"> = {}): Promise<RunningServer> {
    const { serve } = await import("./server/serve.ts");
    return serve(this.#database, {
      ...options,
      settings: this.#settings,
      ...(this.#logger && { logger: this.#logger }),
    });
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
