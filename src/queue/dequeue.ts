import type { Database } from "../database/database.ts";
import { changeStatus } from "./job/change-status.ts";

/**
 * Takes a waiting job out of the queue. It stays, pending, and `schedule` puts it back.
 *
 * @throws {LongshoreError} JOB_NOT_FOUND, INVALID_TRANSITION
 */
export async function dequeue(database: Database, id: string): Promise<void> {
  await changeStatus(database, id, "dequeue", dequeueChanges);
}

/** What else changes for a job that is taken out of the queue. */
export const dequeueChanges = { queued_at: null, scheduled_for: null };
