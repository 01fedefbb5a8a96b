import { randomUUID } from "node:crypto";
import type { InsertObject } from "kysely";
import { jsonParameter, uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { formatCommand } from "./command-text.ts";
import { formatEnvironment } from "./environment-text.ts";
import { activeHosts, chooseByWeight, type ExecutorType, hostByName } from "./hosts.ts";
import { type CheckedSpec, checkSpec, type JobSpec } from "./job-spec.ts";
import { strategies } from "./retry.ts";
import { templateIdByName } from "./templates.ts";

type JobRow = InsertObject<Tables, "container_manager_containerjob">;

/** Rows per statement: under every database's limit of parameters. */
const batch = 500;

/**
 * Puts a job into the queue and returns its id.
 *
 * @throws {LongshoreError} INVALID_INPUT, HOST_NOT_FOUND, TEMPLATE_NOT_FOUND
 */
export async function enqueue(database: Database, spec: JobSpec): Promise<string> {
  const [id] = await enqueueMany(database, [spec]);
  return id as string;
}

/**
 * Puts jobs into the queue, all or none, and returns their ids. Among equal priorities they are
 * launched in the order given.
 *
 * @throws {LongshoreError} INVALID_INPUT, HOST_NOT_FOUND, TEMPLATE_NOT_FOUND
 */
export async function enqueueMany(
  database: Database,
  specs: readonly JobSpec[],
  origin: Origin = randomOrigin,
): Promise<string[]> {
  const checked = specs.map(checkSpec);
  return database.transaction(async (transaction) => {
    const resolve = resolver(transaction);
    const ids: string[] = [];
    for (let start = 0; start < checked.length; start += batch) {
      const rows: JobRow[] = [];
      for (const spec of checked.slice(start, start + batch)) {
        const id = origin.idOf(ids.length);
        const references = await resolve(spec);
        rows.push(toRow(transaction, { id, spec, references, place: ids.length, request: origin.request }));
        ids.push(id);
      }
      await transaction.query.insertInto("container_manager_containerjob").values(rows).execute();
    }
    return ids;
  });
}

/** Where jobs come from, where that decides their ids. */
export interface Origin {
  /** The id of the job at a place. */
  idOf(place: number): string;
  /** Kept with each job: what tells the request that made it from another. */
  readonly request?: string;
}

const randomOrigin: Origin = { idOf: () => randomUUID() };

interface References {
  readonly hostId: number;
  readonly templateId: number | null;
}

/** Looks up each name once; chooses a host for each job that names none. */
function resolver(database: Database): (spec: CheckedSpec) => Promise<References> {
  const host = once((name: string) => hostByName(database, name));
  const hosts = once((type: ExecutorType) => activeHosts(database, type));
  const template = once((name: string) => templateIdByName(database, name));
  return async (spec) => {
    const type = spec.image === "" ? "process" : "docker";
    const { id } = spec.host === undefined ? chooseByWeight(await hosts(type)) : await host(spec.host);
    return { hostId: id, templateId: spec.template === undefined ? null : await template(spec.template) };
  };
}

function once<Key, Value>(find: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const found = new Map<Key, Promise<Value>>();
  return (key) => {
    const value = found.get(key) ?? find(key);
    found.set(key, value);
    return value;
  };
}

interface NewJob {
  readonly id: string;
  readonly spec: CheckedSpec;
  readonly references: References;
  /** Among those that are made with it. */
  readonly place: number;
  readonly request: string | undefined;
}

/** Every column that has no default in the database is written: Django's have none. */
function toRow(database: Database, { id, spec, references, place, request }: NewJob): JobRow {
  return {
    id: uuidParameter(id),
    name: spec.name,
    status: "queued",
    description: spec.description,
    docker_image: spec.image,
    command: formatCommand(spec.command),
    working_directory: spec.workdir,
    memory_limit: spec.memory ?? null,
    cpu_limit: spec.cpus ?? null,
    timeout_seconds: spec.timeout,
    network_configuration: jsonParameter(
      spec.networks.map(({ name, aliases }) => ({ network_name: name, aliases })),
    ),
    override_environment: formatEnvironment(spec.env),
    execution_id: "",
    executor_metadata: jsonParameter({
      longshore: {
        retryStrategy: spec.retryStrategy,
        retryOnExit: spec.retry.onExit,
        ...(spec.plainEnv.length > 0 && { plainEnv: spec.plainEnv }),
        ...(request !== undefined && { request }),
      },
    }),
    stdout_log: "",
    stderr_log: "",
    docker_log: "",
    clean_output: "",
    created_at: database.now,
    updated_at: database.now,
    environment_template_id: references.templateId,
    docker_host_id: references.hostId,
    // A microsecond apart, so that jobs of one statement keep their order.
    queued_at: database.after(place / 1000),
    scheduled_for: spec.delay === undefined ? (spec.at ?? null) : database.after(spec.delay),
    retry_count: 0,
    max_retries: spec.maxRetries ?? strategies[spec.retryStrategy].attempts,
    priority: spec.priority,
  };
}
