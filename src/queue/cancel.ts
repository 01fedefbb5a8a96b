import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { intentFor, type StopIntent } from "./attempt/stop-intent.ts";
import { refusal, updateStatus } from "./job/change-status.ts";
import { active, type Status } from "./job/states.ts";

/**
 * Cancels a job. One that waits is cancelled at once. For one that a worker has in hand, the wish is
 * recorded, and the worker stops it and confirms.
 *
 * @returns `cancelled`, or `requested` where a worker has to stop it first
 * @throws {LongshoreError} JOB_NOT_FOUND, INVALID_TRANSITION
 */
export async function cancel(database: Database, id: string): Promise<"cancelled" | "requested"> {
  return database.transaction(async (transaction) => {
    const { numUpdatedRows } = await updateStatus(transaction, "cancel", cancelChanges(transaction))
      .where("id", "=", uuidParameter(id))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return "cancelled";
    if (await requestCancel(transaction, id)) return "requested";
    throw await refusal(transaction, id, "cancel");
  });
}

/** What else changes for a job that is cancelled while it waits. */
export function cancelChanges({ now }: Database) {
  return { queued_at: null, scheduled_for: null, completed_at: now };
}

async function requestCancel(database: Database, id: string): Promise<boolean> {
  const { numUpdatedRows } = await database.query
    .updateTable("longshore_attempt")
    .set({ cancel_requested_at: database.now })
    .where("job_id", "=", uuidParameter(id))
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export interface AttemptToStop {
  readonly jobId: string;
  readonly number: number;
  readonly intent: StopIntent;
}

/**
 * The attempts of this worker that it should stop: somebody asked for it, or Django has given the job
 * another status by itself, or deleted it.
 */
export async function attemptsToStop(database: Database, workerId: string): Promise<AttemptToStop[]> {
  const rows = await database.query
    .selectFrom("longshore_attempt as attempt")
    .leftJoin("container_manager_containerjob as job", "job.id", "attempt.job_id")
    .select(["attempt.job_id", "attempt.number", "attempt.cancel_requested_at", "job.status"])
    .where("attempt.worker_id", "=", uuidParameter(workerId))
    .where("attempt.ended_at", "is", null)
    .where((where) =>
      where.or([
        where("attempt.cancel_requested_at", "is not", null),
        where("job.status", "not in", active),
        where("job.id", "is", null),
      ]),
    )
    .execute();
  return rows.map(({ job_id, number, cancel_requested_at, status }) => ({
    jobId: job_id,
    number,
    intent: cancel_requested_at === null ? intentFor(status as Status | null) : "cancelled",
  }));
}
