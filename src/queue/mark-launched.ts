import type { Database } from "../database/database.ts";
import type { OwnedAttempt } from "./ownership.ts";
import type { LaunchedExecution } from "./recording/attempt-record.ts";
import { recordAttempts } from "./recording/record-attempts.ts";

/**
 * Records that one attempt's execution was started; see `recordAttempts`. Where Django has given the job
 * another status meanwhile, that stands; the attempt is recorded all the same, and `attemptsToStop` will
 * name it.
 *
 * @throws {LongshoreError} LEASE_LOST
 */
export async function markLaunched(
  database: Database,
  attempt: OwnedAttempt,
  launched: LaunchedExecution,
): Promise<void> {
  const [recorded] = await recordAttempts(database, [{ attempt, launched }]);
  if (recorded instanceof Error) throw recorded;
}
