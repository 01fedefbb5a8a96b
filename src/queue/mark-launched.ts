import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import { updateStatus } from "./change-status.ts";
import { type OwnedAttempt, updateOwnAttempt } from "./ownership.ts";

/**
 * Records that the attempt's execution was started.
 *
 * @param execution what the executor calls it, and since when it runs by the executor's clock
 * @throws {LongshoreError} LEASE_LOST, also where somebody else has changed the job's status meanwhile
 */
export async function markLaunched(
  database: Database,
  attempt: OwnedAttempt,
  execution: { readonly id: string; readonly startedAt: Date },
): Promise<void> {
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, { execution_id: execution.id, started_at: transaction.now });
    const { numUpdatedRows } = await updateStatus(transaction, "launch", {
      launched_at: transaction.now,
      started_at: execution.startedAt,
      execution_id: execution.id,
    })
      .where("id", "=", uuidParameter(attempt.jobId))
      .executeTakeFirst();
    if (numUpdatedRows === 0n)
      throw new LongshoreError("LEASE_LOST", { id: attempt.jobId, attempt: attempt.number });
  });
}
