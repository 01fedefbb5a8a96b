import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";
import { readNetworks, readRetry } from "../attempt/assigned-job.ts";
import type { StrategyName } from "../job/retry.ts";
import { parseEnvironment } from "../text/environment-text.ts";

/** What a job was submitted with, besides what a `Job` shows. */
export interface SubmittedSpec {
  /** null stands for a value that was not submitted as plain. */
  readonly environment: Readonly<Record<string, string | null>>;
  readonly description: string;
  /** MB */
  readonly memoryMb: number | null;
  /** Cores */
  readonly cpus: number | null;
  readonly timeoutSeconds: number;
  readonly networks: { name: string; aliases: string[] }[];
  readonly workdir: string;
  /** Name of the environment template. */
  readonly template: string | null;
  readonly retryStrategy: StrategyName;
  readonly retryOnExit: number;
}

/** @throws {LongshoreError} JOB_NOT_FOUND */
export async function submittedSpec(database: Database, id: string): Promise<SubmittedSpec> {
  const row = await database.query
    .selectFrom("container_manager_containerjob as job")
    .leftJoin(
      "container_manager_environmentvariabletemplate as template",
      "template.id",
      "job.environment_template_id",
    )
    .select([
      "job.override_environment",
      "job.description",
      "job.memory_limit",
      "job.cpu_limit",
      "job.timeout_seconds",
      "job.network_configuration",
      "job.working_directory",
      "job.executor_metadata",
      "template.name as template",
    ])
    .where("job.id", "=", uuidParameter(id))
    .executeTakeFirst();
  if (!row) throw new LongshoreError("JOB_NOT_FOUND", { id });
  return {
    environment: redact(parseEnvironment(row.override_environment), plainNames(row.executor_metadata)),
    description: row.description,
    memoryMb: row.memory_limit,
    cpus: row.cpu_limit,
    timeoutSeconds: row.timeout_seconds,
    networks: readNetworks(row.network_configuration),
    workdir: row.working_directory,
    template: row.template,
    ...readRetry(row.executor_metadata),
  };
}

function redact(
  environment: Readonly<Record<string, string>>,
  plain: ReadonlySet<unknown>,
): Record<string, string | null> {
  const shown = Object.entries(environment).map(([name, value]) => [name, plain.has(name) ? value : null]);
  return Object.fromEntries(shown);
}

/** Django lets anybody write any JSON here. */
function plainNames(metadata: unknown): ReadonlySet<unknown> {
  const names = (metadata as { longshore?: { plainEnv?: unknown } } | null)?.longshore?.plainEnv;
  return new Set(Array.isArray(names) ? names : []);
}
