import { setTimeout as sleep } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { Database } from "../database/database.ts";
import { lockTimeout, retryLock } from "./lock-retry.ts";

/**
 * Runs `work` while no other migrator works on this database. PostgreSQL, MariaDB and MySQL keep a lock of
 * the session, which dies with it; SQLite has one writer anyway, and runs all of it in one transaction.
 *
 * @param onWait called once, where another is at work
 */
export async function exclusively<T>(
  database: Database,
  onWait: () => void,
  work: (session: Database) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (database.dialect === "sqlite") {
    return retryLock(
      () => "lock the database",
      () => database.transaction(work),
      { onRetry: (attempt) => attempt === 1 && onWait(), signal },
    );
  }
  const { tryLock, unlock, begin, end } = sessions[database.dialect];
  return database.connection(async (session) => {
    await noticeDeath(session);
    await acquire(session, tryLock, onWait, signal);
    const leave = async () => {
      for (const statement of end) await session.execute(statement);
      await unlock.execute(session.query);
    };
    try {
      for (const statement of begin) await session.execute(statement);
      const result = await work(session);
      await leave();
      return result;
    } catch (error) {
      // Where the connection is gone, so are its lock and its settings; what went wrong came before.
      await leave().catch(() => {});
      throw error;
    }
  });
}

interface Session {
  readonly tryLock: RawBuilder<{ locked: boolean | number | null }>;
  readonly unlock: RawBuilder<unknown>;
  readonly begin: readonly string[];
  readonly end: readonly string[];
}

/** Longshore's part of PostgreSQL's advisory locks. */
const lockClass = 0x6c6f6e67;

const mysqlLock = sql`concat('longshore.migrate.', md5(database()))`;

const mysqlFamily: Session = {
  tryLock: sql`select get_lock(${mysqlLock}, 0) as locked`,
  unlock: sql`do release_lock(${mysqlLock})`,
  // A table's lock, and a row's: while one row is waited for, others wait for those that are restored with it.
  begin: ["lock_wait_timeout", "innodb_lock_wait_timeout"].map(
    (setting) => `SET SESSION ${setting} = ${lockTimeout.mysqlFamily / 1000}`,
  ),
  end: ["SET SESSION lock_wait_timeout = DEFAULT", "SET SESSION innodb_lock_wait_timeout = DEFAULT"],
};

const sessions: Record<"postgres" | "mariadb" | "mysql", Session> = {
  postgres: {
    tryLock: sql`select pg_try_advisory_lock(${lockClass}::int, hashtext(coalesce(current_schema(), ''))) as locked`,
    unlock: sql`select pg_advisory_unlock(${lockClass}::int, hashtext(coalesce(current_schema(), '')))`,
    // A role may have timeouts of its own; a concurrent build that hits one leaves an invalid index.
    begin: ["SET lock_timeout = 0", "SET statement_timeout = 0"],
    end: ["RESET lock_timeout", "RESET statement_timeout"],
  },
  mariadb: mysqlFamily,
  mysql: mysqlFamily,
};

/**
 * Lets PostgreSQL look whether we are still there while a statement of ours waits. Otherwise a concurrent build
 * whose migrator was killed goes on waiting for somebody's transaction, and holds the migrators' lock.
 */
async function noticeDeath(session: Database): Promise<void> {
  if (session.dialect !== "postgres" || session.version[0] < 14) return;
  // Some operating systems do not tell a server of it; there the lock is held until the build ends.
  await session.execute("SET client_connection_check_interval = '1s'").catch(() => {});
}

/**
 * Asks again and again. A statement that waited would hold a snapshot, and the other's concurrent build
 * waits for every snapshot: each would wait for the other.
 */
async function acquire(
  session: Database,
  tryLock: Session["tryLock"],
  onWait: () => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { rows } = await tryLock.execute(session.query);
    if (rows[0]?.locked) return;
    if (attempt === 1) onWait();
    // A killed migrator's session goes soon; one that works takes its time.
    const longest = Math.min(30 * attempt, 300);
    await sleep(longest * (0.3 + 0.7 * Math.random()), undefined, { signal });
  }
}
