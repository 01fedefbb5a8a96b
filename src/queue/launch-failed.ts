import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import type { Assignment } from "./assignment.ts";
import { updateStatus } from "./change-status.ts";
import { updateOwnAttempt } from "./ownership.ts";
import { backoff, strategies } from "./retry.ts";

/** Why an attempt was not launched. */
export interface LaunchFailure {
  /** A constant for programs, such as image_not_found. */
  readonly reason: string;
  /** A sentence for people. */
  readonly message: string;
  /** Only a permanent error is not tried again. */
  readonly errorClass: "transient" | "permanent" | "unknown";
}

/**
 * Ends an attempt that was not launched. The job goes back into the queue, due after its strategy's
 * backoff; when no attempt is left, or trying again cannot help, its launch is given up.
 *
 * @returns whether it will be tried again
 * @throws {LongshoreError} LEASE_LOST
 */
export async function launchFailed(
  database: Database,
  { attempt, maxRetries, retryStrategy }: Assignment,
  failure: LaunchFailure,
): Promise<boolean> {
  const again = failure.errorClass !== "permanent" && attempt.number < maxRetries;
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, {
      ended_at: transaction.now,
      reason: failure.reason,
      error: failure.message,
      error_class: failure.errorClass,
    });
    const update = again
      ? updateStatus(transaction, "retryLaunch", {
          scheduled_for: transaction.after(backoff(strategies[retryStrategy], attempt.number)),
        })
      : updateStatus(transaction, "giveUpLaunch", {
          completed_at: transaction.now,
          scheduled_for: null,
          // To Django, too, a job is ready while attempts are left. None is.
          max_retries: sql<number>`case when max_retries > retry_count then retry_count else max_retries end`,
        });
    await update.where("id", "=", uuidParameter(attempt.jobId)).execute();
  });
  return again;
}
