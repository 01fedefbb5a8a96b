import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { insertIfAbsent } from "../../database/insert-if-absent.ts";

/**
 * A select of those of these hosts that are active and not full: `host_id`, how many more attempts may be
 * opened as `free`, and `lock_id`, which is null where the host has no row to be locked by.
 *
 * The open attempts of a host are counted, by an index that has them side by side. The innermost select has a
 * limit so that no database counts twice.
 */
export function selectRoom(hosts: readonly number[]): RawBuilder<unknown> {
  return sql`
    select host_id, most - taken as free, lock_id
    from (
      select host.id as host_id, host.max_concurrent_jobs as most, own.host_id as lock_id,
        (select count(*) from longshore_attempt as attempt
          where attempt.host_id = host.id and attempt.ended_at is null) as taken
      from container_manager_executorhost as host
      left join longshore_host as own on own.host_id = host.id
      where host.id in (${sql.join(hosts)}) and host.is_active
      limit ${sql.lit(hosts.length)}
    ) as counted
    where most > taken`;
}

/**
 * Locks these hosts until the transaction ends: each has a row in `longshore_host`. Nobody else opens
 * attempts on them meanwhile. A host whose row another claim has locked is passed over, so no claim waits
 * for another and none can deadlock. What is counted has to be counted by a later statement: this one sees
 * only what was there before the lock.
 *
 * SQLite locks no rows: its transactions that write run one at a time.
 *
 * @returns those that are locked now
 */
export async function lockHosts(database: Database, hosts: readonly number[]): Promise<readonly number[]> {
  if (!database.capabilities.skipLocked) return hosts;
  const { rows } = await sql<{ host_id: number }>`
    select host_id from longshore_host where host_id in (${sql.join(hosts)}) for update skip locked
  `.execute(database.query);
  return rows.map(({ host_id }) => host_id);
}

/** Gives these hosts their rows to be locked by. */
export async function makeLockable(database: Database, hosts: readonly number[]): Promise<void> {
  if (!database.capabilities.skipLocked) return;
  for (const host_id of hosts) await insertIfAbsent(database, "longshore_host", { host_id });
}
