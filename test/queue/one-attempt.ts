/** What a worker records of many attempts, said of one. */
import type { Database } from "../../src/database/database.ts";
import type { OwnedAttempt } from "../../src/queue/attempt/ownership.ts";
import type {
  AttemptRecord,
  LaunchedExecution,
  Outcome,
  RunAgain,
} from "../../src/queue/recording/attempt-record.ts";
import { recordAttempts } from "../../src/queue/recording/record-attempts.ts";

export async function markLaunched(
  database: Database,
  attempt: OwnedAttempt,
  launched: LaunchedExecution,
): Promise<void> {
  await record(database, { attempt, launched });
}

/** Returns whether the job will be run again. */
export async function settle(
  database: Database,
  attempt: OwnedAttempt,
  outcome: Outcome,
  retry: RunAgain = { limit: 0, delay: 0 },
): Promise<boolean> {
  return record(database, { attempt, ended: { outcome, retry } });
}

async function record(database: Database, one: AttemptRecord): Promise<boolean> {
  const [recorded] = await recordAttempts(database, [one]);
  if (recorded instanceof Error) throw recorded;
  return recorded?.again === true;
}
