import type { ExpressionBuilder } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { Tables } from "../../database/tables.ts";

/** A worker process, as it tells the others of itself. */
export interface WorkerIdentity {
  readonly id: string;
  /** The machine's name. */
  readonly node: string;
  readonly pid: number;
  readonly concurrency: number;
}

/** How long the row of a worker that died is kept, in milliseconds: a thawed one still finds that it lost its lease. */
const keepDead = 3_600_000;

/** Makes the worker known, and forgets those that died long ago. */
export async function registerWorker(database: Database, worker: WorkerIdentity): Promise<void> {
  await database.query
    .deleteFrom("longshore_worker")
    .where("heartbeat_at", "<", database.after(-keepDead))
    .where(ownsNothing)
    .execute();
  await insertWorker(database, worker);
}

async function insertWorker(database: Database, worker: WorkerIdentity): Promise<void> {
  await database.query
    .insertInto("longshore_worker")
    .values({
      id: uuidParameter(worker.id),
      node: worker.node,
      pid: worker.pid,
      concurrency: worker.concurrency,
      started_at: database.now,
      heartbeat_at: database.now,
    })
    .execute();
}

/** Says that the worker is alive, and makes it known again where it was forgotten meanwhile. */
export async function heartbeat(database: Database, worker: WorkerIdentity): Promise<void> {
  const { numUpdatedRows } = await database.query
    .updateTable("longshore_worker")
    .set({ heartbeat_at: database.now })
    .where("id", "=", uuidParameter(worker.id))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await insertWorker(database, worker);
}

/** The worker has ended by itself: whatever it leaves may be adopted at once. */
export async function retireWorker(database: Database, workerId: string): Promise<void> {
  await database.query
    .deleteFrom("longshore_worker")
    .where("id", "=", uuidParameter(workerId))
    .where(ownsNothing)
    .execute();
  // Where something is left, it counts as dead from now on.
  await database.query
    .updateTable("longshore_worker")
    .set({ heartbeat_at: database.after(-keepDead) })
    .where("id", "=", uuidParameter(workerId))
    .execute();
}

/** Of a dead worker's attempts it matters since when it is dead. */
function ownsNothing(worker: ExpressionBuilder<Tables, "longshore_worker">) {
  const owned = worker
    .selectFrom("longshore_attempt as attempt")
    .select("attempt.number")
    .whereRef("attempt.worker_id", "=", "longshore_worker.id")
    .where("attempt.ended_at", "is", null);
  return worker.not(worker.exists(owned));
}
