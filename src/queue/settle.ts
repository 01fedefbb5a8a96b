import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { updateStatus } from "./change-status.ts";
import { type OwnedAttempt, updateOwnAttempt } from "./ownership.ts";

/** How a launched attempt ended. */
export interface Outcome {
  readonly verb: "complete" | "fail" | "timeOut" | "confirmCancel";
  /** A constant for programs: exited, out_of_memory, timeout, cancelled, lost. */
  readonly reason: string;
  readonly exitCode: number | null;
  /** By the executor's clock; the database's now where it is not known. */
  readonly finishedAt: Date | null;
  /** A sentence for people, where it did not end by an exit of its own. */
  readonly error: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Ends an attempt and its job, with exit code and output. A status that Django gave the job meanwhile stands.
 *
 * @throws {LongshoreError} LEASE_LOST
 */
export async function settle(database: Database, attempt: OwnedAttempt, outcome: Outcome): Promise<void> {
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, {
      ended_at: transaction.now,
      exit_code: outcome.exitCode,
      reason: outcome.reason,
      error: outcome.error,
    });
    await updateStatus(transaction, outcome.verb, {
      exit_code: outcome.exitCode,
      completed_at: outcome.finishedAt ?? transaction.now,
      stdout_log: outcome.stdout,
      stderr_log: outcome.stderr,
      clean_output: outcome.stdout,
    })
      .where("id", "=", uuidParameter(attempt.jobId))
      .execute();
  });
}
