import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { insertIfAbsent } from "../database/insert-if-absent.ts";

/** By host id, how many more attempts may be opened; only hosts that have room. */
export type Room = ReadonlyMap<number, number>;

/**
 * Those of these hosts that are active and not full at this moment. It locks nothing, so it may be too
 * late, but most questions of an idle worker end here.
 */
export async function hostsWithRoom(database: Database, hosts: readonly number[]): Promise<number[]> {
  const room = [...(await readRoom(database, hosts)).keys()];
  if (room.length === 0 || !database.capabilities.skipLocked) return room;
  const rows = await database.query
    .selectFrom("longshore_host")
    .select("host_id")
    .where("host_id", "in", room)
    .execute();
  const lockable = new Set(rows.map(({ host_id }) => host_id));
  for (const host_id of room.filter((host) => !lockable.has(host))) {
    await insertIfAbsent(database, "longshore_host", { host_id });
  }
  return room;
}

/**
 * The room of these hosts, which nobody else fills before this transaction ends: each has a row in
 * `longshore_host` that is locked meanwhile. A host whose row another claim has locked is passed over, so
 * no claim waits for another and none can deadlock.
 *
 * Counting is a statement of its own: that of the locking sees only what was there before the lock.
 * SQLite locks no rows: its transactions that write run one at a time.
 */
export async function lockRoom(
  database: Database,
  hosts: readonly number[],
): Promise<{ room: Room; passedOver: boolean }> {
  if (!database.capabilities.skipLocked) return { room: await readRoom(database, hosts), passedOver: false };
  const { rows } = await sql<{ host_id: number }>`
    select host_id
    from longshore_host
    where host_id in (${sql.join(hosts)})
    for update skip locked
  `.execute(database.query);
  const locked = rows.map(({ host_id }) => host_id);
  return { room: await readRoom(database, locked), passedOver: locked.length < hosts.length };
}

async function readRoom(database: Database, hosts: readonly number[]): Promise<Room> {
  if (hosts.length === 0) return new Map();
  const rows = await database.query
    .selectFrom("container_manager_executorhost as host")
    .select(["host.id", "host.max_concurrent_jobs"])
    .select((select) =>
      select
        .selectFrom("longshore_attempt as attempt")
        .select((count) => count.fn.countAll<number | string>().as("count"))
        .whereRef("attempt.host_id", "=", "host.id")
        .where("attempt.ended_at", "is", null)
        .as("open_attempts"),
    )
    .where("host.id", "in", hosts)
    .where("host.is_active", "=", true)
    .execute();
  const room = rows.map((row) => [row.id, row.max_concurrent_jobs - Number(row.open_attempts)] as const);
  return new Map(room.filter(([, free]) => free > 0));
}
