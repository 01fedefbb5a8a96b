import { jsonParameter, uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { updateStatus } from "./change-status.ts";
import { type OwnedAttempt, updateOwnAttempt } from "./ownership.ts";

/**
 * Records that the attempt's execution was started. Where Django has given the job another status
 * meanwhile, that stands; the attempt is recorded all the same, and `attemptsToStop` will name it.
 *
 * @param execution what the executor calls it, since when it runs by the executor's clock, and what image it is of
 * @throws {LongshoreError} LEASE_LOST
 */
export async function markLaunched(
  database: Database,
  attempt: OwnedAttempt,
  execution: { readonly id: string; readonly startedAt: Date; readonly imageDigest?: string },
): Promise<void> {
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, { execution_id: execution.id, started_at: transaction.now });
    await updateStatus(transaction, "launch", {
      launched_at: transaction.now,
      started_at: execution.startedAt,
      execution_id: execution.id,
      ...(await withDigest(transaction, attempt.jobId, execution.imageDigest)),
    })
      .where("id", "=", uuidParameter(attempt.jobId))
      .execute();
  });
}

/** The digest goes beside what the job's metadata has already, of ours and of Django's. */
async function withDigest(
  database: Database,
  jobId: string,
  imageDigest: string | undefined,
): Promise<{ executor_metadata?: string }> {
  if (imageDigest === undefined) return {};
  const row = await database.query
    .selectFrom("container_manager_containerjob")
    .select("executor_metadata")
    .where("id", "=", uuidParameter(jobId))
    .executeTakeFirst();
  const metadata = (row?.executor_metadata ?? {}) as { longshore?: object };
  return {
    executor_metadata: jsonParameter({ ...metadata, longshore: { ...metadata.longshore, imageDigest } }),
  };
}
