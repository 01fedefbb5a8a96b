import { PostgresDialect } from "kysely";
import pg from "pg";
import { PostgresClient } from "./postgres-client.ts";

/** Kysely's dialect over a pool of connections. */
export function postgresDialect(href: string, poolSize: number): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: href,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: "longshore",
    types: { getTypeParser },
    Client: PostgresClient,
    onConnect: (client) => (client as unknown as PostgresClient).prepareSession(),
  });
  // An idle connection that the server closes is replaced at its next use; without a listener it would end us.
  pool.on("error", () => {});
  // The same for one in use that is lost between two statements: the next one fails, and tells.
  pool.on("connect", (client) => client.on("error", () => {}));
  return new PostgresDialect({ pool });
}

const int8 = 20;

/** Counts and ids stay below 2^53: numbers serve better than pg's strings. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === int8 ? Number : pg.types.getTypeParser(oid, format as "text");
