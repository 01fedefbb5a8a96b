import { Kysely, type Dialect as KyselyDialect, sql } from "kysely";
import { LongshoreError } from "../errors.ts";
import type { Dialect } from "../schema/index.ts";
import { capabilitiesOf, isAtLeast, parseVersion, type ServerVersion } from "./capabilities.ts";
import { DecodeResults } from "./codecs.ts";
import { Database, type Server } from "./database.ts";
import { translate } from "./driver-errors.ts";
import type { Tables } from "./tables.ts";
import { type DatabaseUrl, parseDatabaseUrl } from "./url.ts";
import { type Around, wrapConnections } from "./wrap-connections.ts";

export interface ConnectOptions {
  /** Connections at most; SQLite has one. */
  readonly poolSize?: number;
  /** Whether an SQLite file that is not there is made; it is unless told otherwise. */
  readonly create?: boolean;
}

/** The oldest servers that can do what a queue needs (SKIP LOCKED above all). */
const oldest: Record<Dialect, ServerVersion> = {
  postgres: [12, 0, 0],
  mariadb: [10, 6, 0],
  mysql: [8, 0, 16],
  sqlite: [3, 37, 0],
};

/**
 * Connects to a database and asks it for its version.
 *
 * @param url `sqlite:PATH`, `postgres://…`, `mysql://…` or `mariadb://…`
 * @throws {LongshoreError} INVALID_DATABASE_URL, DATABASE_UNREACHABLE, DATABASE_READ_ONLY, UNSUPPORTED_SERVER
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  const parsed = parseDatabaseUrl(url);
  const translating: Around = (run) =>
    run().catch((error) => Promise.reject(translate(error, parsed.display)));
  const dialect = wrapConnections(await translating(() => openDialect(parsed, options)), translating);
  const query = new Kysely<Tables>({ dialect, plugins: [new DecodeResults()] });
  try {
    const server = await identify(query, parsed);
    const openNotificationSession = notificationsOf(parsed);
    return new Database(query, { ...server, display: parsed.display, openNotificationSession });
  } catch (error) {
    await query.destroy();
    throw error;
  }
}

/** A migration is watched, and stopped, from a second connection. */
const fewest = 2;

/** Only the driver that is needed is loaded: commands start sooner. */
async function openDialect(
  url: DatabaseUrl,
  { poolSize = 10, create = true }: ConnectOptions,
): Promise<KyselyDialect> {
  switch (url.engine) {
    case "postgres":
      return (await import("./engines/postgres.ts")).postgresDialect(url.href, Math.max(poolSize, fewest));
    case "mysql":
      return (await import("./engines/mysql.ts")).mysqlDialect(url.href, Math.max(poolSize, fewest));
    case "sqlite":
      return (await import("./engines/sqlite.ts")).sqliteDialect(url.path, create);
  }
}

/** Only PostgreSQL has notifications. */
function notificationsOf(url: DatabaseUrl): Server["openNotificationSession"] {
  if (url.engine !== "postgres") return undefined;
  return async (channel, events) =>
    (await import("./engines/postgres-session.ts")).openNotificationSession(url.href, channel, events);
}

/** Asks the server what it is, and refuses those too old for a queue. */
async function identify(query: Kysely<Tables>, url: Pick<DatabaseUrl, "engine">) {
  const asked = url.engine === "sqlite" ? sql`select sqlite_version() as v` : sql`select version() as v`;
  const { rows } = await sql<{ v: string }>`${asked}`.execute(query);
  const answer = rows[0]?.v ?? "";
  const dialect: Dialect =
    url.engine === "mysql" ? (/mariadb/i.test(answer) ? "mariadb" : "mysql") : url.engine;
  const version = parseVersion(answer.replace(/^PostgreSQL /, ""));
  if (!version || !isAtLeast(version, oldest[dialect])) {
    throw new LongshoreError("UNSUPPORTED_SERVER", {
      server: `${dialect} ${answer}`,
      why: `Longshore needs ${dialect} ${oldest[dialect].join(".")} or newer`,
    });
  }
  return { dialect, version, capabilities: capabilitiesOf(dialect, version) };
}
