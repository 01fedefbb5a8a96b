import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { type OwnedAttempt, updateOwnAttempt } from "./ownership.ts";

export interface LogChunk {
  readonly attempt: number;
  readonly sequence: number;
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
}

/** A place in a job's output; reading goes on behind it. */
export type LogPosition = Pick<LogChunk, "attempt" | "sequence">;

export type WrittenChunk = Omit<LogChunk, "attempt"> & { readonly cursor: string };

/** Chunks per read: they have 64 KiB at most. */
const page = 100;

/**
 * Stores pieces of an attempt's output.
 *
 * @throws {LongshoreError} LEASE_LOST
 */
export async function appendLog(
  database: Database,
  attempt: OwnedAttempt,
  chunks: readonly WrittenChunk[],
): Promise<void> {
  if (chunks.length === 0) return;
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt);
    await transaction.query
      .insertInto("longshore_log_chunk")
      .values(
        chunks.map((chunk) => ({
          ...chunk,
          job_id: uuidParameter(attempt.jobId),
          attempt: attempt.number,
          written_at: transaction.now,
        })),
      )
      .execute();
  });
}

/** The next pieces of a job's output behind `after`, oldest first; empty where there are none yet. */
export async function readLog(
  database: Database,
  jobId: string,
  after: LogPosition = { attempt: 0, sequence: 0 },
): Promise<LogChunk[]> {
  const rows = await database.query
    .selectFrom("longshore_log_chunk")
    .select(["attempt", "sequence", "stream", "data"])
    .where("job_id", "=", uuidParameter(jobId))
    .where((where) =>
      where.or([
        where("attempt", ">", after.attempt),
        where.and([where("attempt", "=", after.attempt), where("sequence", ">", after.sequence)]),
      ]),
    )
    .orderBy("attempt")
    .orderBy("sequence")
    .limit(page)
    .execute();
  return rows.map((row) => ({ ...row, stream: row.stream === "stderr" ? "stderr" : "stdout" }));
}

/** Where an attempt's stored output ends, and how many bytes it has, for a worker that goes on writing it. */
export async function logEnd(
  database: Database,
  attempt: Pick<OwnedAttempt, "jobId" | "number">,
): Promise<{ sequence: number; cursor: string; bytes: number } | undefined> {
  const chunks = database.query
    .selectFrom("longshore_log_chunk")
    .where("job_id", "=", uuidParameter(attempt.jobId))
    .where("attempt", "=", attempt.number);
  const last = await chunks
    .select(["sequence", "cursor"])
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!last) return undefined;
  const { bytes } = await chunks.select(sql<number>`sum(length(data))`.as("bytes")).executeTakeFirstOrThrow();
  return { ...last, bytes: Number(bytes) };
}
