import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { type EndReason, reasons, reasonsOf } from "../reasons.ts";
import { updateStatus } from "./change-status.ts";
import { type OwnedAttempt, updateOwnAttempt } from "./ownership.ts";
import { type AttemptUsage, attemptColumns, jobColumns } from "./usage.ts";

/** How a launched attempt ended. */
export interface Outcome {
  readonly verb: "complete" | "fail" | "timeOut" | "confirmCancel";
  readonly reason: EndReason;
  readonly exitCode: number | null;
  /** By the executor's clock; the database's now where it is not known. */
  readonly finishedAt: Date | null;
  /** A sentence for people, where it did not end by an exit of its own. */
  readonly error: string | null;
  /** Nothing is written where it is missing. */
  readonly usage?: AttemptUsage;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Ends an attempt and its job, with exit code and output. A status that Django gave the job meanwhile stands.
 *
 * @param retry how a job whose command has begun is run again after a failure: how often at most, and after how many milliseconds
 * @returns whether it will be run again
 * @throws {LongshoreError} LEASE_LOST
 */
export async function settle(
  database: Database,
  attempt: OwnedAttempt,
  outcome: Outcome,
  retry: { readonly limit: number; readonly delay: number } = { limit: 0, delay: 0 },
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, {
      ended_at: transaction.now,
      exit_code: outcome.exitCode,
      reason: outcome.reason,
      error: outcome.error,
      ...(outcome.usage && attemptColumns(outcome.usage)),
    });
    const again =
      outcome.verb === "fail" &&
      reasons[outcome.reason] === "on_exit" &&
      retry.limit > 0 &&
      (await countFailures(transaction, attempt.jobId)) <= retry.limit;
    if (again) {
      await updateStatus(transaction, "runAgain", {
        launched_at: null,
        scheduled_for: transaction.after(retry.delay),
        // The attempts that a launch may take are counted apart.
        max_retries: sql<number>`max_retries + 1`,
      })
        .where("id", "=", uuidParameter(attempt.jobId))
        .execute();
      return true;
    }
    await updateStatus(transaction, outcome.verb, {
      exit_code: outcome.exitCode,
      completed_at: outcome.finishedAt ?? transaction.now,
      ...(outcome.usage && jobColumns(outcome.usage)),
      stdout_log: outcome.stdout,
      stderr_log: outcome.stderr,
      clean_output: outcome.stdout,
    })
      .where("id", "=", uuidParameter(attempt.jobId))
      .execute();
    return false;
  });
}

/** How often it has failed once its command had begun. */
async function countFailures(database: Database, jobId: string): Promise<number> {
  const { count } = await database.query
    .selectFrom("longshore_attempt")
    .select((select) => select.fn.countAll<number | string>().as("count"))
    .where("job_id", "=", uuidParameter(jobId))
    .where("reason", "in", reasonsOf("on_exit"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
