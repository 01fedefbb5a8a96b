import type { UpdateObject } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { Tables } from "../../database/tables.ts";
import type { WorkerIdentity } from "../workers/workers.ts";
import { type Assignment, readAssignments } from "./assignment.ts";

export interface AdoptOptions {
  readonly worker: WorkerIdentity;
  /** Milliseconds of silence after which a worker counts as dead. */
  readonly lease: number;
  readonly limit: number;
  /** Ids of the jobs that the worker is busy with. */
  readonly inHand?: readonly string[];
}

/**
 * Takes over open attempts whose worker is dead or gone. What they launched goes on running meanwhile;
 * the new owner finds it by the attempt's name.
 *
 * Also those of this worker itself that it knows nothing of: it claimed them, and the answer was lost. Not
 * those that it has in hand, though it was frozen and counts as dead.
 */
export async function adopt(database: Database, options: AdoptOptions): Promise<Assignment[]> {
  const orphans = await orphanedAttempts(database, options);
  const adopted = [];
  for (const orphan of orphans) {
    const { id, node } = options.worker;
    if (await takeOver(database, orphan, { worker_id: uuidParameter(id), node })) {
      adopted.push({ jobId: orphan.job_id, number: orphan.number, workerId: options.worker.id });
    }
  }
  return readAssignments(database, adopted);
}

interface Orphan {
  readonly job_id: string;
  readonly number: number;
  readonly worker_id: string;
}

async function orphanedAttempts(
  database: Database,
  { worker, lease, limit, inHand = [] }: AdoptOptions,
): Promise<Orphan[]> {
  const open = openAttempts(database, worker, "within reach");
  const others =
    inHand.length === 0 ? open : open.where("attempt.job_id", "not in", inHand.map(uuidParameter));
  return others
    .leftJoin("longshore_worker as owner", "owner.id", "attempt.worker_id")
    .select(["attempt.job_id", "attempt.number", "attempt.worker_id"])
    .where((where) =>
      where.or([
        where("owner.id", "is", null),
        where("owner.heartbeat_at", "<", database.after(-lease)),
        where("attempt.worker_id", "=", uuidParameter(worker.id)),
      ]),
    )
    .orderBy("attempt.claimed_at")
    .limit(limit)
    .execute();
}

/** How many attempts are open that this worker owns, or could come to adopt. */
export async function countOpenAttempts(database: Database, worker: WorkerIdentity): Promise<number> {
  const { count } = await openAttempts(database, worker, "within reach")
    .select((select) => select.fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Only those whose job is there still. A process, or an engine behind a socket, is in reach of one machine's workers only. */
export function openAttempts(
  database: Database,
  worker: WorkerIdentity,
  where: "within reach" | "out of reach",
) {
  return database.query
    .selectFrom("longshore_attempt as attempt")
    .innerJoin("container_manager_executorhost as host", "host.id", "attempt.host_id")
    .innerJoin("container_manager_containerjob as job", "job.id", "attempt.job_id")
    .where("attempt.ended_at", "is", null)
    .where((attempt) => {
      const here = attempt("attempt.node", "=", worker.node);
      const reachable = attempt.or([here, attempt("host.connection_string", "like", "tcp:%")]);
      return where === "within reach" ? reachable : attempt.not(reachable);
    });
}

/** Of several workers that try, one succeeds: the attempt must still be the dead one's. */
export async function takeOver(
  database: Database,
  orphan: Orphan,
  changes: UpdateObject<Tables, "longshore_attempt">,
): Promise<boolean> {
  const { numUpdatedRows } = await database.query
    .updateTable("longshore_attempt")
    .set(changes)
    .where("job_id", "=", uuidParameter(orphan.job_id))
    .where("number", "=", orphan.number)
    .where("worker_id", "=", uuidParameter(orphan.worker_id))
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
