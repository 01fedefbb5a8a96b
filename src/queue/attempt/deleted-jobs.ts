import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";

/** One attempt of a job that Django has deleted. */
export interface DeletedJobsAttempt {
  readonly jobId: string;
  readonly number: number;
}

/** How long ago an attempt was claimed, in milliseconds, before nothing more can come of its launch by itself. */
const patience = 30_000;
/** Attempts that are looked at once. */
const batch = 500;

/**
 * Attempts on a host that are open though their job was deleted. A worker that has one in hand stops it and
 * ends it; of one whose worker died nobody takes over, and meanwhile it counts among its host's jobs.
 *
 * @param node the machine that looks: what a host without a network has launched is on one machine alone
 */
export async function openAttemptsOfDeletedJobs(
  database: Database,
  hostId: number,
  node: string,
): Promise<DeletedJobsAttempt[]> {
  const rows = await database.query
    .selectFrom("longshore_attempt as attempt")
    .innerJoin("container_manager_executorhost as host", "host.id", "attempt.host_id")
    .leftJoin("container_manager_containerjob as job", "job.id", "attempt.job_id")
    .select(["attempt.job_id", "attempt.number"])
    .where("attempt.host_id", "=", hostId)
    .where("attempt.ended_at", "is", null)
    .where("attempt.claimed_at", "<", database.after(-patience))
    .where("job.id", "is", null)
    .where((where) =>
      where.or([where("attempt.node", "=", node), where("host.connection_string", "like", "tcp:%")]),
    )
    .limit(batch)
    .execute();
  return rows.map(({ job_id, number }) => ({ jobId: job_id, number }));
}

/** Ends an attempt whose job is gone, and of which nothing is left on its host. */
export async function endAttemptOfDeletedJob(
  database: Database,
  { jobId, number }: DeletedJobsAttempt,
): Promise<void> {
  await database.query
    .updateTable("longshore_attempt")
    .set({ ended_at: database.now, reason: "cancelled", error: "its job was deleted" })
    .where("job_id", "=", uuidParameter(jobId))
    .where("number", "=", number)
    .where("ended_at", "is", null)
    .execute();
}
