import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { parseCommand } from "../text/command-text.ts";
import { isQueued, isReadyToLaunch, type QueueStatus, queueStatus } from "./readings.ts";
import type { Status } from "./states.ts";
import { type AttemptUsage, usageOfRow } from "./usage.ts";

/** A job as callers see it. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  readonly queueStatus: QueueStatus;
  readonly image: string;
  /** What the image's reference led to when the job was last launched. */
  readonly imageDigest: string | null;
  readonly command: readonly string[];
  readonly priority: number;
  readonly createdAt: Date;
  readonly queuedAt: Date | null;
  readonly scheduledFor: Date | null;
  readonly launchedAt: Date | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly exitCode: number | null;
  /** Launch attempts made. */
  readonly retryCount: number;
  /** Launch attempts before giving up. */
  readonly maxRetries: number;
  readonly isQueued: boolean;
  readonly isReadyToLaunch: boolean;
  /** Name of the executor host. */
  readonly host: string;
  /** What went wrong in the last attempt that something went wrong in. */
  readonly lastError: string | null;
  readonly attempts: readonly Attempt[];
}

/** One attempt at launching a job. */
export interface Attempt extends AttemptUsage {
  readonly number: number;
  readonly worker: string;
  readonly node: string;
  readonly executionId: string;
  readonly claimedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly exitCode: number | null;
  readonly reason: string | null;
  readonly error: string | null;
  readonly errorClass: string | null;
}

/** All that a `Job` shows, and no more: the row's logs are large. */
const columns = [
  "job.id",
  "job.name",
  "job.status",
  "job.docker_image",
  "job.command",
  "job.priority",
  "job.created_at",
  "job.queued_at",
  "job.scheduled_for",
  "job.launched_at",
  "job.started_at",
  "job.completed_at",
  "job.exit_code",
  "job.retry_count",
  "job.max_retries",
  "job.executor_metadata",
] as const;

/** A query for jobs, to be narrowed, ordered and given to `readJobs`. */
export function selectJobs(database: Database) {
  return database.query
    .selectFrom("container_manager_containerjob as job")
    .leftJoin("container_manager_executorhost as host", "host.id", "job.docker_host_id")
    .select(columns)
    .select("host.name as host")
    .select(sql<Date>`${database.now}`.as("now"));
}

/** Runs the query and puts each job's attempts to it. */
export async function readJobs(database: Database, query: ReturnType<typeof selectJobs>): Promise<Job[]> {
  const rows = await query.execute();
  const attempts = await readAttempts(
    database,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const own = attempts.get(row.id) ?? [];
    return {
      id: row.id,
      name: row.name,
      status: row.status as Status,
      queueStatus: queueStatus(row, row.now),
      image: row.docker_image,
      imageDigest: readDigest(row.executor_metadata),
      command: readCommand(row.command),
      priority: row.priority,
      createdAt: row.created_at,
      queuedAt: row.queued_at,
      scheduledFor: row.scheduled_for,
      launchedAt: row.launched_at,
      startedAt: row.started_at,
      completedAt: row.completed_at,
      exitCode: row.exit_code,
      retryCount: row.retry_count,
      maxRetries: row.max_retries,
      isQueued: isQueued(row),
      isReadyToLaunch: isReadyToLaunch(row, row.now),
      host: row.host ?? "",
      lastError: own.findLast(({ error }) => error !== null)?.error ?? null,
      attempts: own,
    };
  });
}

async function readAttempts(database: Database, ids: readonly string[]): Promise<Map<string, Attempt[]>> {
  if (ids.length === 0) return new Map();
  const rows = await database.query
    .selectFrom("longshore_attempt")
    .selectAll()
    .where("job_id", "in", ids.map(uuidParameter))
    .orderBy("number")
    .execute();
  return Map.groupBy(rows.map(toAttempt), ({ jobId }) => jobId);
}

function toAttempt(row: Row<"longshore_attempt">): Attempt & { jobId: string } {
  return {
    jobId: row.job_id,
    number: row.number,
    worker: row.worker_id,
    node: row.node,
    executionId: row.execution_id,
    claimedAt: row.claimed_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    exitCode: row.exit_code,
    reason: row.reason,
    error: row.error,
    errorClass: row.error_class,
    ...usageOfRow(row),
  };
}

function readDigest(metadata: unknown): string | null {
  const digest = (metadata as { longshore?: { imageDigest?: unknown } } | null)?.longshore?.imageDigest;
  return typeof digest === "string" ? digest : null;
}

/** Django lets anybody write any text here; a job that cannot be split can still be shown. */
function readCommand(text: string): string[] {
  try {
    return parseCommand(text);
  } catch {
    return [text];
  }
}
