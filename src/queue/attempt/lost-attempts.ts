import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { WorkerIdentity } from "../workers/workers.ts";
import { openAttempts, takeOver } from "./adopt.ts";
import type { OwnedAttempt } from "./ownership.ts";

export interface LostOptions {
  readonly worker: WorkerIdentity;
  /** Milliseconds of silence after which a worker counts as dead, and after which as gone for good. */
  readonly lease: number;
  readonly lostAfter: number;
}

export interface LostAttempt {
  readonly attempt: OwnedAttempt;
  /** Somebody has asked for it to be stopped. */
  readonly cancelled: boolean;
}

/** At most so many at once. */
const limit = 20;

/**
 * Takes attempts that nobody can come for: their worker is dead, and what it launched is on its machine,
 * where no other worker lives. They are taken when its silence has been long enough, or somebody wants
 * the job cancelled. Where they ran stays recorded.
 */
export async function takeLost(database: Database, options: LostOptions): Promise<LostAttempt[]> {
  const { worker, lease, lostAfter } = options;
  const rows = await openAttempts(database, worker, "out of reach")
    .innerJoin("longshore_worker as owner", "owner.id", "attempt.worker_id")
    .select(["attempt.job_id", "attempt.number", "attempt.worker_id", "attempt.cancel_requested_at"])
    .where((where) =>
      where.or([
        where("owner.heartbeat_at", "<", database.after(-lostAfter)),
        where.and([
          where("owner.heartbeat_at", "<", database.after(-lease)),
          where("attempt.cancel_requested_at", "is not", null),
        ]),
        // It was taken before, and could not be ended.
        where("owner.id", "=", uuidParameter(worker.id)),
      ]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("longshore_worker as neighbour")
            .select("neighbour.id")
            .whereRef("neighbour.node", "=", "attempt.node")
            .where("neighbour.heartbeat_at", ">=", database.after(-lease)),
        ),
      ),
    )
    .limit(limit)
    .execute();
  const taken: LostAttempt[] = [];
  for (const row of rows) {
    if (!(await takeOver(database, row, { worker_id: uuidParameter(worker.id) }))) continue;
    const attempt = { jobId: row.job_id, number: row.number, workerId: worker.id };
    taken.push({ attempt, cancelled: row.cancel_requested_at !== null });
  }
  return taken;
}
