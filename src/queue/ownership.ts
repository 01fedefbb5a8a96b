import type { UpdateObject } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { LongshoreError } from "../errors.ts";

/** An attempt, and the worker that believes to own it. */
export interface OwnedAttempt {
  readonly jobId: string;
  readonly number: number;
  readonly workerId: string;
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
    throw new LongshoreError("LEASE_LOST", { id: attempt.jobId, attempt: attempt.number });
  }
}
