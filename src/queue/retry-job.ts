import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { notify } from "../database/notifications.ts";
import { changeStatus } from "./job/change-status.ts";
import { strategies } from "./job/retry.ts";

/**
 * Puts a failed job back into the queue. Attempts go on being counted, since their numbers name the
 * containers; what rises is how many are allowed.
 *
 * @param attempts further launch attempts allowed
 * @throws {LongshoreError} JOB_NOT_FOUND, INVALID_TRANSITION
 */
export async function retryJob(
  database: Database,
  id: string,
  attempts: number = strategies.default.attempts,
): Promise<void> {
  await changeStatus(database, id, "retry", retryChanges(database, attempts));
  await notify(database);
}

/** What else changes for a failed job that is put back. */
export function retryChanges(database: Database, attempts: number = strategies.default.attempts) {
  return {
    queued_at: database.now,
    scheduled_for: null,
    launched_at: null,
    started_at: null,
    completed_at: null,
    exit_code: null,
    execution_id: "",
    stdout_log: "",
    stderr_log: "",
    clean_output: "",
    max_retries: sql<number>`retry_count + ${attempts}`,
  };
}
