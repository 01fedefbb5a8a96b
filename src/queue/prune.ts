import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { ended, type Status } from "./job/states.ts";

export interface PruneOptions {
  /** Milliseconds since a job's end, by the database's clock. */
  readonly olderThan: number;
  /** Only jobs that ended so; all that have ended where it is missing. */
  readonly statuses?: readonly Status[];
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

export interface Pruned {
  readonly jobs: number;
  /** Attempts whose job is gone: those of the jobs above, and of jobs that Django deleted. */
  readonly attempts: number;
}

/** Jobs a transaction: it is over before anybody notices it. */
const batch = 500;

/**
 * Deletes jobs that ended long ago, with their attempts and output, and what is left of jobs that Django
 * deleted. It goes in small transactions, each locking only rows that no claim looks at, and passing over
 * those that somebody else has locked.
 */
export async function prune(database: Database, options: PruneOptions): Promise<Pruned> {
  const pruned = { jobs: 0, attempts: 0 };
  const going = () => !options.signal?.aborted;
  for (const status of options.statuses ?? ended) {
    if (!ended.includes(status)) continue;
    for (;;) {
      const old = going() ? await oldJobs(database, status, options.olderThan) : [];
      const done = await deleteJobs(database, old, status);
      pruned.jobs += done.jobs;
      pruned.attempts += done.attempts;
      // What is left now is locked: the next pruning finds it.
      if (done.jobs === 0) break;
    }
  }
  while (going()) {
    const orphans = await deletedJobs(database, options.olderThan);
    pruned.attempts += await deleteAttempts(database, orphans);
    if (orphans.length < batch) break;
  }
  return pruned;
}

/** A job was created before it ended, so that the index on status and creation finds the old ones. */
async function oldJobs(database: Database, status: Status, olderThan: number): Promise<string[]> {
  const limit = database.after(-olderThan);
  const rows = await database.query
    .selectFrom("container_manager_containerjob")
    .select("id")
    .where("status", "=", status)
    .where("created_at", "<", limit)
    .where(sql<Date>`coalesce(completed_at, updated_at)`, "<", limit)
    .orderBy("created_at")
    .limit(batch)
    .execute();
  return rows.map(({ id }) => id);
}

async function deleteJobs(database: Database, ids: readonly string[], status: Status): Promise<Pruned> {
  if (ids.length === 0) return { jobs: 0, attempts: 0 };
  return database.transaction(async (transaction) => {
    let locking = transaction.query
      .selectFrom("container_manager_containerjob")
      .select("id")
      .where("id", "in", ids.map(uuidParameter))
      .where("status", "=", status);
    if (transaction.capabilities.skipLocked) locking = locking.forUpdate().skipLocked();
    const locked = (await locking.execute()).map(({ id }) => id);
    if (locked.length === 0) return { jobs: 0, attempts: 0 };
    const attempts = await deleteAttempts(transaction, locked);
    await transaction.query
      .deleteFrom("container_manager_containerjob")
      .where("id", "in", locked.map(uuidParameter))
      .execute();
    return { jobs: locked.length, attempts };
  });
}

/**
 * Ids of jobs that are gone and have left attempts, none of them open: what is open may be running still, and
 * counts among its host's jobs, until a worker has looked for it there and ended it. Only one that is old, and
 * that no worker knows any more, is on a host to which nobody comes.
 */
async function deletedJobs(database: Database, olderThan: number): Promise<string[]> {
  const rows = await database.query
    .selectFrom("longshore_attempt as attempt")
    .leftJoin("container_manager_containerjob as job", "job.id", "attempt.job_id")
    .select("attempt.job_id")
    .distinct()
    .where("job.id", "is", null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("longshore_attempt as open")
            .leftJoin("longshore_worker as worker", "worker.id", "open.worker_id")
            .select("open.number")
            .whereRef("open.job_id", "=", "attempt.job_id")
            .where("open.ended_at", "is", null)
            .where((or) =>
              or.or([
                or("worker.id", "is not", null),
                or("open.claimed_at", ">=", database.after(-olderThan)),
              ]),
            ),
        ),
      ),
    )
    .limit(batch)
    .execute();
  return rows.map(({ job_id }) => job_id);
}

/** Output first: it is found by the attempts. */
async function deleteAttempts(database: Database, jobIds: readonly string[]): Promise<number> {
  if (jobIds.length === 0) return 0;
  const ids = jobIds.map(uuidParameter);
  return database.transaction(async (transaction) => {
    await transaction.query.deleteFrom("longshore_log_chunk").where("job_id", "in", ids).execute();
    const { numDeletedRows } = await transaction.query
      .deleteFrom("longshore_attempt")
      .where("job_id", "in", ids)
      .executeTakeFirst();
    return Number(numDeletedRows);
  });
}
