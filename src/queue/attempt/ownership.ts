import { sql, type UpdateObject } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import { type Database, isMysqlFamily } from "../../database/database.ts";
import { rowValues } from "../../database/row-values.ts";
import type { Tables } from "../../database/tables.ts";
import { LongshoreError } from "../../errors.ts";

/** An attempt, and the worker that believes to own it. */
export interface OwnedAttempt {
  readonly jobId: string;
  readonly number: number;
  readonly workerId: string;
}

/** Tells one attempt from all others. */
export function nameOf({ jobId, number }: Pick<OwnedAttempt, "jobId" | "number">): string {
  return `${jobId} ${number}`;
}

/** What a worker is told whose attempt has ended, or is another's. */
export function leaseLost({ jobId, number }: OwnedAttempt): LongshoreError {
  return new LongshoreError("LEASE_LOST", { id: jobId, attempt: number });
}

/**
 * Those of these attempts that are open and still their worker's, by `nameOf`. In a transaction they stay
 * so until it ends: their rows are locked.
 */
export async function ownAttempts(
  database: Database,
  attempts: readonly OwnedAttempt[],
): Promise<ReadonlySet<string>> {
  if (attempts.length === 0) return new Set();
  const keys = attempts.map(({ jobId, number, workerId }) => ({
    job_id: uuidParameter(jobId),
    number,
    worker_id: uuidParameter(workerId),
  }));
  const join = isMysqlFamily(database.dialect) ? sql`straight_join` : sql`join`;
  const locked = database.inTransaction && database.capabilities.skipLocked;
  const lock = database.dialect === "postgres" ? sql`for update of t` : sql`for update`;
  const { rows } = await database.executeOften(sql<{ job_id: string; number: number }>`
    select t.job_id, t.number
    from ${rowValues(database, "longshore_attempt", keys)}
    ${join} longshore_attempt as t
      on t.job_id = v.job_id and t.number = v.number and t.worker_id = v.worker_id
    where t.ended_at is null
    ${locked ? lock : sql``}
  `);
  return new Set(rows.map(({ job_id, number }) => nameOf({ jobId: job_id, number })));
}

/**
 * The compare-and-set that every write of a worker begins with: it locks the attempt's row until the
 * transaction ends, and finds it only while the attempt is open and the worker's own. A worker that was
 * frozen beyond its lease and thaws again writes nothing.
 *
 * @throws {LongshoreError} LEASE_LOST
 */
export async function updateOwnAttempt(
  database: Database,
  attempt: OwnedAttempt,
  changes: UpdateObject<Tables, "longshore_attempt"> = {},
): Promise<void> {
  const { numUpdatedRows } = await database.query
    .updateTable("longshore_attempt")
    .set({ worker_id: uuidParameter(attempt.workerId), ...changes })
    .where("job_id", "=", uuidParameter(attempt.jobId))
    .where("number", "=", attempt.number)
    .where("worker_id", "=", uuidParameter(attempt.workerId))
    .where("ended_at", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) {
    throw leaseLost(attempt);
  }
}
