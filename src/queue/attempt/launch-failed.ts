import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { type LaunchReason, reasons } from "../../reasons.ts";
import { updateStatus } from "../job/change-status.ts";
import { backoff, strategies } from "../job/retry.ts";
import type { Assignment } from "./assignment.ts";
import { updateOwnAttempt } from "./ownership.ts";

/** Why an attempt was not launched. */
export interface LaunchFailure {
  readonly reason: LaunchReason;
  /** A sentence for people. */
  readonly message: string;
}

/**
 * Ends an attempt that was not launched. The job goes back into the queue, due after its strategy's
 * backoff; when no attempt is left, or trying again cannot help, its launch is given up.
 *
 * @returns in how many milliseconds it will be tried again; nothing where it will not
 * @throws {LongshoreError} LEASE_LOST
 */
export async function launchFailed(
  database: Database,
  { attempt, maxRetries, retryStrategy }: Assignment,
  failure: LaunchFailure,
): Promise<number | undefined> {
  const errorClass = reasons[failure.reason];
  const again = errorClass !== "permanent" && attempt.number < maxRetries;
  const delay = again ? backoff(strategies[retryStrategy], attempt.number) : undefined;
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, {
      ended_at: transaction.now,
      reason: failure.reason,
      error: failure.message,
      error_class: errorClass,
    });
    const update =
      delay !== undefined
        ? updateStatus(transaction, "retryLaunch", { scheduled_for: transaction.after(delay) })
        : updateStatus(transaction, "giveUpLaunch", {
            completed_at: transaction.now,
            scheduled_for: null,
            // To Django, too, a job is ready while attempts are left. None is.
            max_retries: sql<number>`case when max_retries > retry_count then retry_count else max_retries end`,
          });
    await update.where("id", "=", uuidParameter(attempt.jobId)).execute();
  });
  return delay;
}
