import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { transitions } from "./states.ts";

/**
 * How many jobs of these hosts still wait to be launched, those scheduled for later among them, and in
 * how many milliseconds the first of them is due.
 */
export async function waiting(
  database: Database,
  hosts: readonly number[],
): Promise<{ count: number; dueInMs: number }> {
  if (hosts.length === 0) return { count: 0, dueInMs: 0 };
  const row = await database.query
    .selectFrom("container_manager_containerjob")
    .select((select) => [
      select.fn.countAll<number | string>().as("count"),
      select.fn.min(sql<Date>`coalesce(scheduled_for, queued_at)`).as("scheduled_for"),
      sql<Date>`${database.now}`.as("now"),
    ])
    .where("queued_at", "is not", null)
    .where("launched_at", "is", null)
    .where("status", "in", transitions.claim.from)
    .where("docker_host_id", "in", hosts)
    .whereRef("retry_count", "<", "max_retries")
    .executeTakeFirstOrThrow();
  const due = row.scheduled_for?.getTime() ?? row.now.getTime();
  return { count: Number(row.count), dueInMs: Math.max(0, due - row.now.getTime()) };
}
