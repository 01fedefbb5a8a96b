import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { notify } from "../database/notifications.ts";
import { changeStatus } from "./job/change-status.ts";

/**
 * Puts a pending job into the queue, or gives a waiting one another time.
 *
 * @param at not to be launched before this moment; as soon as may be where it is null
 * @throws {LongshoreError} JOB_NOT_FOUND, INVALID_TRANSITION
 */
export async function schedule(database: Database, id: string, at: Date | null = null): Promise<void> {
  await changeStatus(database, id, "schedule", scheduleChanges(database, at));
  await notify(database);
}

/** What else changes for a job that is put into the queue; one that is there keeps its place. */
export function scheduleChanges({ now }: Database, at: Date | null) {
  return { queued_at: sql<Date>`coalesce(queued_at, ${now})`, scheduled_for: at };
}
