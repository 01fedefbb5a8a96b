import type { Database } from "../database/database.ts";
import type { OwnedAttempt } from "./ownership.ts";
import type { Outcome, RunAgain } from "./recording/attempt-record.ts";
import { recordAttempts } from "./recording/record-attempts.ts";

/**
 * Ends one attempt and its job, with exit code and output; see `recordAttempts`.
 *
 * @returns whether the job will be run again
 * @throws {LongshoreError} LEASE_LOST
 */
export async function settle(
  database: Database,
  attempt: OwnedAttempt,
  outcome: Outcome,
  retry: RunAgain = { limit: 0, delay: 0 },
): Promise<boolean> {
  const [recorded] = await recordAttempts(database, [{ attempt, ended: { outcome, retry } }]);
  if (recorded instanceof Error) throw recorded;
  return recorded?.again === true;
}
