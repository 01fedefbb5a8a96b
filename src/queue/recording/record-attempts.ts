import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { RowValues } from "../../database/row-values.ts";
import { updateRows } from "../../database/update-rows.ts";
import { isLongshoreError } from "../../errors.ts";
import { reasons, reasonsOf } from "../../reasons.ts";
import { leaseLost, nameOf, ownAttempts } from "../attempt/ownership.ts";
import { updateStatus } from "../job/change-status.ts";
import { attemptColumns } from "../job/usage.ts";
import type { AttemptRecord, Outcome, Recorded } from "./attempt-record.ts";
import { recordJobs } from "./record-jobs.ts";
import { withStorableOutput } from "./storable-output.ts";

/**
 * Records what became of many attempts, in one transaction, each as if it were alone: of an attempt that
 * is not its worker's any more nothing is recorded, and its answer is LEASE_LOST. A status that Django gave
 * a job meanwhile stands.
 *
 * @param records one of each attempt at most
 * @returns the answers in their order
 */
export async function recordAttempts(
  database: Database,
  records: readonly AttemptRecord[],
): Promise<Recorded[]> {
  try {
    return await recordTogether(database, records);
  } catch (error) {
    if (!isLongshoreError(error, "UNSTORABLE_TEXT")) throw error;
    return recordTogether(database, await withStorableOutput(database, records));
  }
}

function recordTogether(database: Database, records: readonly AttemptRecord[]): Promise<Recorded[]> {
  return database.transaction(async (transaction) => {
    const own = await ownAttempts(
      transaction,
      records.map(({ attempt }) => attempt),
    );
    const kept = records.filter(({ attempt }) => own.has(nameOf(attempt)));
    await updateAttempts(transaction, kept);
    const again = await jobsToRunAgain(transaction, kept);
    // Of a job that is run again, its end is not written, only that it was launched.
    const forJobs = kept.map((record) =>
      again.has(record.attempt.jobId) ? { ...record, ended: undefined } : record,
    );
    await recordJobs(
      transaction,
      forJobs.filter(({ launched, ended }) => launched || ended),
    );
    for (const [jobId, delay] of again) await runAgain(transaction, jobId, delay);
    return records.map(({ attempt }) =>
      own.has(nameOf(attempt)) ? { again: again.has(attempt.jobId) } : leaseLost(attempt),
    );
  });
}

/** In groups that write the same columns. */
async function updateAttempts(database: Database, records: readonly AttemptRecord[]): Promise<void> {
  const groups = Map.groupBy(records, ({ launched, ended }) =>
    [launched && "launched", ended && "ended", ended?.outcome.usage && "usage"].join(" "),
  );
  for (const group of groups.values()) {
    const { launched, ended } = group[0] as AttemptRecord;
    await updateRows(database, {
      table: "longshore_attempt",
      key: ["job_id", "number"],
      rows: group.map((record) => ({
        job_id: uuidParameter(record.attempt.jobId),
        number: record.attempt.number,
        ...(record.launched && { execution_id: record.launched.id }),
        ...(record.ended && endOfAttempt(record.ended.outcome)),
      })),
      set: {
        ...(launched && { started_at: database.now }),
        ...(ended && { ended_at: database.now }),
      },
      where: sql`t.ended_at is null`,
    });
  }
}

function endOfAttempt({ exitCode, reason, error, usage }: Outcome): RowValues {
  return { exit_code: exitCode, reason, error, ...(usage && attemptColumns(usage)) };
}

/** By job, in how many milliseconds. The attempts that end now have been updated already, and count. */
async function jobsToRunAgain(
  database: Database,
  records: readonly AttemptRecord[],
): Promise<ReadonlyMap<string, number>> {
  const again = new Map<string, number>();
  for (const { attempt, ended } of records) {
    if (ended?.outcome.verb !== "fail" || reasons[ended.outcome.reason] !== "on_exit") continue;
    const { limit, delay } = ended.retry;
    if (limit > 0 && (await countFailures(database, attempt.jobId)) <= limit) again.set(attempt.jobId, delay);
  }
  return again;
}

async function runAgain(database: Database, jobId: string, delay: number): Promise<void> {
  await updateStatus(database, "runAgain", {
    launched_at: null,
    scheduled_for: database.after(delay),
    // The attempts that a launch may take are counted apart.
    max_retries: sql<number>`max_retries + 1`,
  })
    .where("id", "=", uuidParameter(jobId))
    .execute();
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
