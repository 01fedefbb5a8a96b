import type { Socket } from "node:net";
import { PostgresDialect } from "kysely";
import pg from "pg";
import { startClock } from "./answer-limit.ts";

/** Kysely's dialect over a pool of connections. */
export function postgresDialect(href: string, poolSize: number): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: href,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: "longshore",
    types: { getTypeParser },
    Client: LimitedClient,
    onConnect: limitIdleTransactions,
  });
  // An idle connection that the server closes is replaced at its next use; without a listener it would end us.
  pool.on("error", () => {});
  // The same for one in use that is lost between two statements: the next one fails, and tells.
  pool.on("connect", (client) => client.on("error", () => {}));
  return new PostgresDialect({ pool });
}

/** pg's own query_timeout fails a statement, and leaves the connection to those behind it. */
class LimitedClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: whichever of pg's overloads it is, it is passed on
  override query(...args: any[]): any {
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection;
    const stop = startClock((error) => stream.destroy(error));
    const answer: unknown = super.query(...(args as [string]));
    if (answer instanceof Promise) answer.then(stop, stop);
    else stop();
    return answer;
  }
}

/**
 * If we vanish without a word, the server keeps our locks no longer than this. Not as a parameter of the
 * connection: poolers in between refuse those that they do not know.
 */
async function limitIdleTransactions(client: pg.ClientBase): Promise<void> {
  await client.query("set idle_in_transaction_session_timeout = '30s'");
}

const int8 = 20;

/** Counts and ids stay below 2^53: numbers serve better than pg's strings. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === int8 ? Number : pg.types.getTypeParser(oid, format as "text");
