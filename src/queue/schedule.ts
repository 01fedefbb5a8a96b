import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { changeStatus } from "./change-status.ts";

/**
 * Puts a pending job into the queue, or gives a waiting one another time.
 *
 * @param at not to be launched before this moment; as soon as may be where it is null
 * @throws {LongshoreError} JOB_NOT_FOUND, INVALID_TRANSITION
 */
export async function schedule(database: Database, id: string, at: Date | null = null): Promise<void> {
  await changeStatus(database, id, "schedule", {
    queued_at: sql<Date>`coalesce(queued_at, ${database.now})`,
    scheduled_for: at,
  });
}
