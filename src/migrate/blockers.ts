import { type RawBuilder, sql } from "kysely";
import type { Database } from "../database/database.ts";

interface Blocker {
  readonly pid: number;
  readonly since: Date | null;
  readonly query: string | null;
}

/**
 * Who keeps a session waiting for a lock, the one with the oldest transaction where there are several:
 * `pid 123, open since 2026-01-31T09:00:00.000Z, query SELECT …`. MariaDB and MySQL do not tell whose lock it is
 * unless a plugin is loaded; there it is the oldest transaction of the same database.
 *
 * @param observer another connection than the session's
 */
export async function blockerOf(observer: Database, session: number): Promise<string | undefined> {
  const { rows } = await oldestBlocker(observer, session);
  const blocker = rows[0];
  if (!blocker) return undefined;
  const since = blocker.since ? `, open since ${blocker.since.toISOString()}` : "";
  return `pid ${blocker.pid}${since}, query ${shortened(blocker.query)}`;
}

async function oldestBlocker(observer: Database, session: number): Promise<{ rows: Blocker[] }> {
  if (observer.dialect === "postgres") return postgresBlocker(session).execute(observer.query);
  try {
    return await oldestTransaction(session).execute(observer.query);
  } catch {
    // That takes the privilege PROCESS.
    return longestConnection(session).execute(observer.query);
  }
}

function postgresBlocker(session: number): RawBuilder<Blocker> {
  return sql`select pid, xact_start as since, query from pg_stat_activity
    where pid = any(pg_blocking_pids(${session}::int)) order by xact_start limit 1`;
}

function oldestTransaction(session: number): RawBuilder<Blocker> {
  return sql`select p.id as pid, timestampadd(microsecond, timestampdiff(microsecond, now(6), utc_timestamp(6)),
      t.trx_started) as since, p.info as query
    from information_schema.innodb_trx t join information_schema.processlist p on p.id = t.trx_mysql_thread_id
    where p.db = database() and p.id not in (${session}, connection_id()) order by t.trx_started limit 1`;
}

function longestConnection(session: number): RawBuilder<Blocker> {
  return sql`select id as pid, null as since, info as query from information_schema.processlist
    where db = database() and id not in (${session}, connection_id()) order by time desc limit 1`;
}

function shortened(query: string | null): string {
  const line = (query ?? "").replaceAll(/\s+/g, " ").trim();
  if (line === "") return "none at the moment";
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
