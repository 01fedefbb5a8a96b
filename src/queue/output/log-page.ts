import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";
import { ended, type Status } from "../job/states.ts";
import { type LogPosition, type ReadLogOptions, readLog, type StoredLogChunk } from "./log-chunks.ts";
import { storedOutput } from "./stored-output.ts";

export interface LogPage {
  readonly chunks: readonly StoredLogChunk[];
  /** Whether nothing more will come behind it. */
  readonly ended: boolean;
}

export interface LogPageOptions extends ReadLogOptions {
  readonly after?: LogPosition | undefined;
  readonly limit: number;
}

/**
 * The next pieces of a job's output, and whether they are the last.
 *
 * @throws {LongshoreError} JOB_NOT_FOUND
 */
export async function readLogPage(
  database: Database,
  jobId: string,
  { after, stream, limit }: LogPageOptions,
): Promise<LogPage> {
  // The job is read first: what it wrote before its end is then there to be read after it.
  const job = await database.query
    .selectFrom("container_manager_containerjob")
    .select(["status", "completed_at", "created_at"])
    .where("id", "=", uuidParameter(jobId))
    .executeTakeFirst();
  if (!job) throw new LongshoreError("JOB_NOT_FOUND", { id: jobId });
  const isOver = ended.includes(job.status as Status);
  const chunks = await readLog(database, jobId, after, { stream, limit });
  if (chunks.length > 0 || !isOver || after) return { chunks, ended: isOver && chunks.length < limit };
  const texts = await textsOfRow(database, jobId, job.completed_at ?? job.created_at);
  return { chunks: texts.filter((chunk) => stream === undefined || chunk.stream === stream), ended: true };
}

/** A job that Django ran has no pieces, only the texts in its row. */
async function textsOfRow(database: Database, jobId: string, writtenAt: Date): Promise<StoredLogChunk[]> {
  const output = await storedOutput(database, jobId);
  const chunks = (["stdout", "stderr"] as const).map((stream, place) => ({
    attempt: 1,
    sequence: place + 1,
    stream,
    data: Buffer.from(output[stream]),
    writtenAt,
  }));
  return chunks.filter(({ data }) => data.length > 0);
}
