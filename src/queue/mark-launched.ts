import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { updateStatus } from "./change-status.ts";
import { type OwnedAttempt, updateOwnAttempt } from "./ownership.ts";

/**
 * Records that the attempt's execution was started. Where Django has given the job another status
 * meanwhile, that stands; the attempt is recorded all the same, and `attemptsToStop` will name it.
 *
 * @param execution what the executor calls it, and since when it runs by the executor's clock
 * @throws {LongshoreError} LEASE_LOST
 */
export async function markLaunched(
  database: Database,
  attempt: OwnedAttempt,
  execution: { readonly id: string; readonly startedAt: Date },
): Promise<void> {
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, { execution_id: execution.id, started_at: transaction.now });
    await updateStatus(transaction, "launch", {
      launched_at: transaction.now,
      started_at: execution.startedAt,
      execution_id: execution.id,
    })
      .where("id", "=", uuidParameter(attempt.jobId))
      .execute();
  });
}
