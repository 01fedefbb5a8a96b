import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { Status } from "../job/states.ts";
import { type AttemptUsage, usageOfRow } from "../job/usage.ts";
import { parseCommand } from "../text/command-text.ts";
import { type AssignedJob, describeJob, jobColumns } from "./assigned-job.ts";
import { nameOf, type OwnedAttempt } from "./ownership.ts";
import { readStopIntent, type StopIntent } from "./stop-intent.ts";

/** An attempt that a worker owns, with all that it needs to launch, watch and end it. */
export interface Assignment extends AssignedJob {
  readonly attempt: OwnedAttempt;
  readonly status: Status;
  /** An earlier owner of the attempt has begun to stop it. */
  readonly stopIntent: StopIntent | undefined;
  /** Nobody has tried to launch this attempt yet, so nothing of it can be running. */
  readonly untried: boolean;
  /** What the executor called it; empty where it was not launched yet. */
  readonly executionId: string;
  /** Milliseconds it has run by now, by the database's clock. */
  readonly elapsedMs: number;
  /** What it has used by now, as an earlier owner of the attempt has seen it. */
  readonly usage: AttemptUsage;
}

/** The assignments of these attempts, in their order. */
export async function readAssignments(
  database: Database,
  attempts: readonly OwnedAttempt[],
): Promise<Assignment[]> {
  if (attempts.length === 0) return [];
  // Not by the job's count of attempts: somebody may have reset it.
  const rows = await database.query
    .selectFrom("container_manager_containerjob as job")
    .innerJoin("longshore_attempt as attempt", "attempt.job_id", "job.id")
    .leftJoin(
      "container_manager_environmentvariabletemplate as template",
      "template.id",
      "job.environment_template_id",
    )
    .select(jobColumns.map((column) => `job.${column}` as const))
    .select([
      "attempt.number",
      "attempt.execution_id",
      "attempt.started_at",
      "attempt.reason",
      "attempt.peak_memory_bytes",
      "attempt.average_cpu_cores",
      "template.environment_variables_text",
    ])
    .select(sql<Date>`${database.now}`.as("now"))
    .where(
      "job.id",
      "in",
      attempts.map(({ jobId }) => uuidParameter(jobId)),
    )
    .where("attempt.number", "in", [...new Set(attempts.map(({ number }) => number))])
    .execute();

  const byName = new Map(rows.map((row) => [nameOf({ jobId: row.id, number: row.number }), row]));
  return attempts.flatMap((attempt) => {
    const row = byName.get(nameOf(attempt));
    if (!row) return [];
    return {
      ...describeJob(row),
      attempt,
      status: row.status as Status,
      stopIntent: readStopIntent(row.reason),
      untried: false,
      executionId: row.execution_id,
      elapsedMs: row.started_at ? row.now.getTime() - row.started_at.getTime() : 0,
      usage: usageOfRow(row),
    };
  });
}

/** The assignment that an attempt is which was opened this moment. */
export function newAssignment(attempt: OwnedAttempt, job: AssignedJob): Assignment {
  return {
    ...job,
    attempt,
    status: "launching",
    stopIntent: undefined,
    untried: true,
    executionId: "",
    elapsedMs: 0,
    usage: { peakMemoryBytes: null, averageCpuCores: null },
  };
}

/** @throws {LongshoreError} INVALID_INPUT where Django's text cannot be split */
export function commandOf(assignment: Assignment): string[] {
  return parseCommand(assignment.commandText);
}
