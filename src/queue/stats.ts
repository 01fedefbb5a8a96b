import { type SqlBool, sql } from "kysely";
import type { Database } from "../database/database.ts";
import { transitions } from "./states.ts";

export interface Stats {
  /** Not in the queue. */
  readonly pending: number;
  /** Waiting and due, or due again after a failed launch. */
  readonly queued: number;
  /** Waiting for their time. */
  readonly scheduled: number;
  readonly launching: number;
  readonly running: number;
  readonly completed: number;
  /** All failed jobs; those never launched among them are also in `launchFailed`. */
  readonly failed: number;
  readonly timeout: number;
  readonly cancelled: number;
  readonly launchFailed: number;
}

/** How many jobs stand where. */
export async function stats(database: Database): Promise<Stats> {
  const waiting = sql<SqlBool>`status in (${sql.join(transitions.claim.from.map((status) => sql.lit(status)))})`;
  const inQueue = sql<SqlBool>`queued_at is not null and launched_at is null`;
  const later = sql<SqlBool>`scheduled_for is not null and scheduled_for > ${database.now}`;
  const conditions: Record<keyof Stats, ReturnType<typeof sql<SqlBool>>> = {
    pending: sql`status = 'pending' and queued_at is null`,
    queued: sql`${waiting} and ${inQueue} and not (${later})`,
    scheduled: sql`${waiting} and ${inQueue} and ${later}`,
    launching: sql`status = 'launching'`,
    running: sql`status = 'running'`,
    completed: sql`status = 'completed'`,
    failed: sql`status = 'failed'`,
    timeout: sql`status = 'timeout'`,
    cancelled: sql`status = 'cancelled'`,
    launchFailed: sql`status = 'failed' and ${inQueue}`,
  };
  const names = Object.keys(conditions) as (keyof Stats)[];
  const row = await database.query
    .selectFrom("container_manager_containerjob")
    .select(names.map((name) => sql<number>`sum(case when ${conditions[name]} then 1 else 0 end)`.as(name)))
    .executeTakeFirstOrThrow();
  // A sum over no rows is null, and some drivers read a sum as text.
  return Object.fromEntries(names.map((name) => [name, Number(row[name] ?? 0)])) as Record<
    keyof Stats,
    number
  >;
}
