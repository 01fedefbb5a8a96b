import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { parseCommand } from "./command-text.ts";
import { parseEnvironment } from "./environment-text.ts";
import type { OwnedAttempt } from "./ownership.ts";
import { type StrategyName, strategies } from "./retry.ts";
import type { Status } from "./states.ts";
import { readStopIntent, type StopIntent } from "./stop-intent.ts";
import { type AttemptUsage, usageOfRow } from "./usage.ts";

/** An attempt that a worker owns, with all that it needs to launch, watch and end it. */
export interface Assignment {
  readonly attempt: OwnedAttempt;
  readonly status: Status;
  /** An earlier owner of the attempt has begun to stop it. */
  readonly stopIntent: StopIntent | undefined;
  /** Nobody has tried to launch this attempt yet, so nothing of it can be running. */
  readonly untried: boolean;
  readonly hostId: number;
  /** What the executor called it; empty where it was not launched yet. */
  readonly executionId: string;
  readonly image: string;
  /** As Django keeps it; see `commandOf`. */
  readonly commandText: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** MB */
  readonly memoryMb: number | null;
  readonly cpus: number | null;
  readonly networks: readonly { readonly name: string; readonly aliases: readonly string[] }[];
  readonly maxRetries: number;
  readonly retryStrategy: StrategyName;
  /** How often it is run again after an exit code other than 0. */
  readonly retryOnExit: number;
  /** Milliseconds it may run, and has run by now by the database's clock. */
  readonly timeoutMs: number;
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
  const rows = await database.query
    .selectFrom("container_manager_containerjob as job")
    .innerJoin("longshore_attempt as attempt", (join) =>
      join.onRef("attempt.job_id", "=", "job.id").onRef("attempt.number", "=", "job.retry_count"),
    )
    .leftJoin(
      "container_manager_environmentvariabletemplate as template",
      "template.id",
      "job.environment_template_id",
    )
    .select([
      "job.id",
      "job.status",
      "job.docker_image",
      "job.command",
      "job.override_environment",
      "job.working_directory",
      "job.memory_limit",
      "job.cpu_limit",
      "job.network_configuration",
      "job.max_retries",
      "job.timeout_seconds",
      "job.executor_metadata",
      "job.docker_host_id",
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
    .execute();

  const byId = new Map(rows.map((row) => [row.id, row]));
  return attempts.flatMap((attempt) => {
    const row = byId.get(attempt.jobId);
    if (!row) return [];
    return {
      attempt,
      status: row.status as Status,
      stopIntent: readStopIntent(row.reason),
      untried: false,
      hostId: row.docker_host_id,
      executionId: row.execution_id,
      image: row.docker_image,
      commandText: row.command,
      environment: {
        ...parseEnvironment(row.environment_variables_text ?? ""),
        ...parseEnvironment(row.override_environment),
      },
      workingDirectory: row.working_directory,
      memoryMb: row.memory_limit,
      cpus: row.cpu_limit,
      networks: readNetworks(row.network_configuration),
      maxRetries: row.max_retries,
      ...readRetry(row.executor_metadata),
      timeoutMs: row.timeout_seconds * 1000,
      elapsedMs: row.started_at ? row.now.getTime() - row.started_at.getTime() : 0,
      usage: usageOfRow(row),
    };
  });
}

/** @throws {LongshoreError} INVALID_INPUT where Django's text cannot be split */
export function commandOf(assignment: Assignment): string[] {
  return parseCommand(assignment.commandText);
}

/** Django lets anybody write any JSON here: what is not as documented is passed over. */
export function readNetworks(value: unknown): { name: string; aliases: string[] }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const { network_name: name, aliases } = (entry ?? {}) as { network_name?: unknown; aliases?: unknown };
    return typeof name === "string"
      ? { name, aliases: Array.isArray(aliases) ? aliases.map(String) : [] }
      : [];
  });
}

export function readRetry(metadata: unknown): Pick<Assignment, "retryStrategy" | "retryOnExit"> {
  const own = (metadata as { longshore?: { retryStrategy?: unknown; retryOnExit?: unknown } } | null)
    ?.longshore;
  const { retryStrategy: name, retryOnExit: limit } = own ?? {};
  return {
    retryStrategy: typeof name === "string" && name in strategies ? (name as StrategyName) : "default",
    retryOnExit: typeof limit === "number" ? limit : 0,
  };
}
