import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";

interface AttemptName {
  readonly jobId: string;
  readonly attempt: number;
}

/** Those of these attempts that have been settled. */
export async function endedAttempts<A extends AttemptName>(
  database: Database,
  attempts: readonly A[],
): Promise<A[]> {
  if (attempts.length === 0) return [];
  const rows = await database.query
    .selectFrom("longshore_attempt")
    .select(["job_id", "number"])
    .where(
      "job_id",
      "in",
      attempts.map(({ jobId }) => uuidParameter(jobId)),
    )
    .where("ended_at", "is not", null)
    .execute();
  const ended = new Set(rows.map((row) => `${row.job_id} ${row.number}`));
  return attempts.filter(({ jobId, attempt }) => ended.has(`${jobId} ${attempt}`));
}
