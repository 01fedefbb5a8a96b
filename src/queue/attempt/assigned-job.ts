import type { Row } from "../../database/tables.ts";
import { type StrategyName, strategies } from "../job/retry.ts";
import { parseEnvironment } from "../text/environment-text.ts";

/** What a job's row says of how it is to be run. */
export interface AssignedJob {
  readonly hostId: number;
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
  /** Milliseconds it may run. */
  readonly timeoutMs: number;
}

/** The columns of a job's row that this is made from. */
export const jobColumns = [
  "id",
  "status",
  "docker_image",
  "command",
  "override_environment",
  "working_directory",
  "memory_limit",
  "cpu_limit",
  "network_configuration",
  "max_retries",
  "timeout_seconds",
  "executor_metadata",
  "docker_host_id",
] as const;

export type JobRow = Pick<Row<"container_manager_containerjob">, (typeof jobColumns)[number]> & {
  /** Its template's. */
  readonly environment_variables_text: string | null;
};

export function describeJob(row: JobRow): AssignedJob {
  return {
    hostId: row.docker_host_id,
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
  };
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

export function readRetry(metadata: unknown): Pick<AssignedJob, "retryStrategy" | "retryOnExit"> {
  const own = (metadata as { longshore?: { retryStrategy?: unknown; retryOnExit?: unknown } } | null)
    ?.longshore;
  const { retryStrategy: name, retryOnExit: limit } = own ?? {};
  return {
    retryStrategy: typeof name === "string" && name in strategies ? (name as StrategyName) : "default",
    retryOnExit: typeof limit === "number" ? limit : 0,
  };
}
