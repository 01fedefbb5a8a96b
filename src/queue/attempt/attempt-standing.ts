import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";

interface AttemptName {
  readonly jobId: string;
  readonly attempt: number;
}

export interface AttemptStanding<A extends AttemptName> {
  readonly execution: A;
  /** open: its owner, or whoever adopts it, will see to it. unknown: there is no such attempt, or its job is gone. */
  readonly standing: "open" | "ended" | "unknown";
}

/** What the database says of the attempts that something was launched for. At most a few hundred at once. */
export async function standingOf<A extends AttemptName>(
  database: Database,
  executions: readonly A[],
): Promise<AttemptStanding<A>[]> {
  if (executions.length === 0) return [];
  const rows = await database.query
    .selectFrom("longshore_attempt as attempt")
    .leftJoin("container_manager_containerjob as job", "job.id", "attempt.job_id")
    .select(["attempt.job_id", "attempt.number", "attempt.ended_at", "job.id as job"])
    .where(
      "attempt.job_id",
      "in",
      executions.map(({ jobId }) => uuidParameter(jobId)),
    )
    .execute();
  const found = new Map(rows.map((row) => [`${row.job_id} ${row.number}`, row]));
  return executions.map((execution) => {
    const row = found.get(`${execution.jobId} ${execution.attempt}`);
    const standing = row?.ended_at ? "ended" : row?.job ? "open" : "unknown";
    return { execution, standing };
  });
}
