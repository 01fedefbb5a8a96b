import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { type OwnedAttempt, updateOwnAttempt } from "../attempt/ownership.ts";
import { type AttemptUsage, attemptColumns } from "../job/usage.ts";

export interface LogChunk {
  readonly attempt: number;
  readonly sequence: number;
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
}

/** A piece as it is read back. */
export interface StoredLogChunk extends LogChunk {
  /** By the database's clock. */
  readonly writtenAt: Date;
}

export interface ReadLogOptions {
  /** One stream; both where it is missing. */
  readonly stream?: LogChunk["stream"] | undefined;
  /** Pieces at most. */
  readonly limit?: number | undefined;
}

/** A place in a job's output; reading goes on behind it. */
export type LogPosition = Pick<LogChunk, "attempt" | "sequence">;

export type WrittenChunk = Omit<LogChunk, "attempt"> & { readonly cursor: string };

/** Chunks per read, where there are so many and the reader does not say: they have 64 KiB at most. */
export const logPage = 100;

/**
 * Stores pieces of an attempt's output, and removes those that make room for them: sequence numbers from
 * the first up to, and without, the second of `remove`. What the attempt has used by now goes along.
 *
 * @throws {LongshoreError} LEASE_LOST
 */
export async function changeLog(
  database: Database,
  attempt: OwnedAttempt,
  change: {
    readonly write: readonly WrittenChunk[];
    readonly remove?: readonly [number, number] | undefined;
    readonly usage?: AttemptUsage;
  },
): Promise<void> {
  await database.transaction(async (transaction) => {
    await updateOwnAttempt(transaction, attempt, change.usage && attemptColumns(change.usage));
    if (change.remove) {
      const [first, end] = change.remove;
      await transaction.query
        .deleteFrom("longshore_log_chunk")
        .where("job_id", "=", uuidParameter(attempt.jobId))
        .where("attempt", "=", attempt.number)
        .where("sequence", ">=", first)
        .where("sequence", "<", end)
        .execute();
    }
    await transaction.query
      .insertInto("longshore_log_chunk")
      .values(
        change.write.map((chunk) => ({
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
  { stream, limit = logPage }: ReadLogOptions = {},
): Promise<StoredLogChunk[]> {
  let query = database.query
    .selectFrom("longshore_log_chunk")
    .select(["attempt", "sequence", "stream", "data", "written_at"])
    .where("job_id", "=", uuidParameter(jobId))
    .where((where) =>
      where.or([
        where("attempt", ">", after.attempt),
        where.and([where("attempt", "=", after.attempt), where("sequence", ">", after.sequence)]),
      ]),
    )
    .orderBy("attempt")
    .orderBy("sequence")
    .limit(limit);
  if (stream) query = query.where("stream", "=", stream);
  return (await query.execute()).map(({ written_at, ...row }) => ({
    ...row,
    stream: row.stream === "stderr" ? "stderr" : "stdout",
    writtenAt: written_at,
  }));
}

/**
 * The data of the last pieces of one stream of an attempt before a place, in their order.
 *
 * @param options.pieces so many of the stream at most
 * @param options.within so many places back at most, those of the other stream counted
 */
export async function dataBefore(
  database: Database,
  jobId: string,
  { attempt, sequence, stream }: Omit<LogChunk, "data">,
  { pieces, within }: { readonly pieces: number; readonly within: number },
): Promise<Uint8Array[]> {
  const rows = await database.query
    .selectFrom("longshore_log_chunk")
    .select("data")
    .where("job_id", "=", uuidParameter(jobId))
    .where("attempt", "=", attempt)
    .where("sequence", "<", sequence)
    .where("sequence", ">=", sequence - within)
    .where("stream", "=", stream)
    .orderBy("sequence", "desc")
    .limit(pieces)
    .execute();
  return rows.map(({ data }) => data).reverse();
}

/** A stored piece, without its data. */
export interface StoredChunk {
  readonly sequence: number;
  readonly cursor: string;
  readonly bytes: number;
}

/** What is stored of an attempt's output, in its order, for a worker that goes on writing it. */
export async function storedChunks(
  database: Database,
  attempt: Pick<OwnedAttempt, "jobId" | "number">,
): Promise<StoredChunk[]> {
  return database.query
    .selectFrom("longshore_log_chunk")
    .select(["sequence", "cursor", sql<number>`length(data)`.as("bytes")])
    .where("job_id", "=", uuidParameter(attempt.jobId))
    .where("attempt", "=", attempt.number)
    .orderBy("sequence")
    .execute();
}
