import { DatabaseSync } from "node:sqlite";
import {
  type Dialect,
  Kysely,
  MysqlDialect,
  type MysqlPoolConnection,
  PostgresDialect,
  SqliteDialect,
} from "kysely";
import { LongshoreError } from "../errors.ts";
import { DecodeResults } from "./codecs.ts";
import type { Database } from "./database.ts";
import { adapt } from "./engines/sqlite.ts";
import type { Tables } from "./tables.ts";

/** What a caller may hand over as its transaction: the parts of the drivers' connections that we use. */
export type CallerTransaction =
  /** A transaction of Kysely's, over any tables. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller's own tables say nothing about ours
  | Kysely<any>
  /** A client of pg's. */
  | { query(text: string, values: unknown[]): Promise<unknown> }
  /** A connection of mysql2's, with callbacks or with promises. */
  | { execute: unknown; query: unknown }
  /** A database of node:sqlite's. */
  | DatabaseSync;

/**
 * The database seen through a transaction that the caller has opened and will end: what is written
 * becomes true when the caller commits, and is gone when it rolls back.
 *
 * @throws {LongshoreError} INVALID_INPUT for a connection of another kind of database
 */
export function throughTransaction(database: Database, transaction: CallerTransaction): Database {
  if (transaction instanceof Kysely) {
    return database.over(transaction.withoutPlugins().withPlugin(new DecodeResults()), {
      inTransaction: true,
    });
  }
  const query = new Kysely<Tables>({
    dialect: borrowedDialect(database, transaction),
    plugins: [new DecodeResults()],
  });
  return database.over(query, { inTransaction: true });
}

/** A dialect with one connection, the caller's, which it never opens, begins or closes. */
function borrowedDialect(
  database: Database,
  transaction: Exclude<CallerTransaction, Kysely<never>>,
): Dialect {
  if (database.dialect === "sqlite" && transaction instanceof DatabaseSync) {
    return new SqliteDialect({ database: adapt(transaction) });
  }
  if (database.dialect === "postgres" && "query" in transaction) {
    const client = transaction as { query: (text: string, values: unknown[]) => Promise<never> };
    const borrowed = { query: client.query.bind(client), release: () => {} };
    // Kysely asks for more of pg's types than it uses of a connection.
    return new PostgresDialect({
      pool: { connect: async () => borrowed as never, end: async () => {}, options: {} },
    });
  }
  if ("execute" in transaction && "query" in transaction) {
    const connection = (
      "connection" in transaction ? transaction.connection : transaction
    ) as MysqlPoolConnection;
    const borrowed = { ...connection, query: connection.query.bind(connection), release: () => {} };
    return new MysqlDialect({
      pool: {
        getConnection: (callback) => callback(undefined, borrowed as MysqlPoolConnection),
        end: (callback) => callback(undefined),
      },
    });
  }
  throw new LongshoreError("INVALID_INPUT", {
    what: "transaction",
    why: `is not one of Kysely's, nor a connection to ${database.dialect}`,
  });
}
