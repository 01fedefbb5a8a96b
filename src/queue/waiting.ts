import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { findWalks } from "./claim/find-walks.ts";

/**
 * In how many milliseconds the first of the jobs that wait on these hosts is due: 0 where one is ready,
 * undefined where none waits. It reads as little as a claim, however many wait.
 */
export async function untilDue(database: Database, hosts: readonly number[]): Promise<number | undefined> {
  if (hosts.length === 0) return undefined;
  const among = sql`select id as host_id, null as lock_id from container_manager_executorhost
    where id in (${sql.join(hosts)})`;
  const walks = await findWalks(database, { hosts, among });
  if (walks.length === 0) return undefined;
  return Math.max(0, Math.min(...walks.map(({ dueInMs }) => dueInMs)));
}
