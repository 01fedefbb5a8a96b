import { type Kysely, type QueryResult, type RawBuilder, sql, type Transaction } from "kysely";
import type { Dialect } from "../schema/index.ts";
import type { Capabilities, ServerVersion } from "./capabilities.ts";
import { type Clock, clockOf } from "./clock.ts";
import { retryDeadlocks } from "./deadlock.ts";
import type { NotificationEvents, NotificationSession } from "./engines/postgres-session.ts";
import { prepare } from "./engines/prepared-statements.ts";
import type { Tables } from "./tables.ts";

type OpenNotificationSession = (channel: string, events: NotificationEvents) => Promise<NotificationSession>;

export interface Server {
  readonly dialect: Dialect;
  readonly version: ServerVersion;
  readonly capabilities: Capabilities;
  /** The URL without its password. */
  readonly display: string;
  /** Opens a connection besides the pool's that listens on a channel, where the server has them. */
  readonly openNotificationSession?: OpenNotificationSession | undefined;
}

/**
 * A database, or a transaction in one: whatever takes the one takes the other.
 * `query` is Kysely over the declared tables; `now` and `after` are the database's clock.
 */
export class Database implements Server, Clock {
  readonly query: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly version: ServerVersion;
  readonly capabilities: Capabilities;
  readonly display: string;
  readonly openNotificationSession: OpenNotificationSession | undefined;
  readonly now: RawBuilder<Date>;
  readonly after: Clock["after"];

  /** Whether whoever made this will commit or roll back. */
  readonly inTransaction: boolean;

  constructor(query: Kysely<Tables>, server: Server, options: { inTransaction?: boolean } = {}) {
    this.query = query;
    this.inTransaction = options.inTransaction ?? query.isTransaction;
    this.dialect = server.dialect;
    this.version = server.version;
    this.capabilities = server.capabilities;
    this.display = server.display;
    this.openNotificationSession = server.openNotificationSession;
    const clock = clockOf(server.dialect);
    this.now = clock.now;
    this.after = clock.after;
  }

  /** The same server, through another connection or transaction of Kysely's. */
  over(query: Kysely<Tables>, options?: { inTransaction: boolean }): Database {
    return new Database(query, this, options);
  }

  /**
   * Runs `work` in a transaction, or in the one this is already. MariaDB and MySQL run it at READ
   * COMMITTED: their default locks the gaps between rows too, so that claims would wait for each other.
   * `work` is run again where its transaction was ended to solve a deadlock: it does nothing but ask the
   * database, and tells what it found by what it returns.
   *
   * @param options.again false where the caller sees to it that it is run again
   */
  async transaction<T>(
    work: (database: Database) => Promise<T>,
    { again = true }: { readonly again?: boolean } = {},
  ): Promise<T> {
    if (this.inTransaction) return work(this);
    const builder = this.query.transaction();
    const isolated = isMysqlFamily(this.dialect) ? builder.setIsolationLevel("read committed") : builder;
    const once = () => isolated.execute((transaction: Transaction<Tables>) => work(this.over(transaction)));
    return again ? retryDeadlocks(once) : once();
  }

  /** Runs `work` on one connection: for what lives in a session, such as locks and settings. */
  async connection<T>(work: (database: Database) => Promise<T>): Promise<T> {
    return this.query.connection().execute((connection) => work(this.over(connection)));
  }

  /**
   * Runs a statement that runs all the time. A server that prepares statements keeps its plan for a few seconds,
   * so its text stays the same: what differs from time to time is a parameter. A plan for any `limit` is one for
   * many rows: put a constant one, rounded up, inside of it.
   */
  async executeOften<R>(statement: RawBuilder<R>): Promise<QueryResult<R>> {
    return prepare(() => statement.execute(this.query));
  }

  /** Runs one statement as it stands. For DDL, which takes no parameters. */
  async execute(statement: string): Promise<void> {
    await sql.raw(statement).execute(this.query);
  }

  async close(): Promise<void> {
    await this.query.destroy();
  }
}

export function isMysqlFamily(dialect: Dialect): boolean {
  return dialect === "mariadb" || dialect === "mysql";
}
