import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { formatUuid, jsonParameter, uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { insertRows } from "../database/insert-rows.ts";
import { notification, notifyThisProcess } from "../database/notifications.ts";
import { activeHosts, chooseByWeight, type ExecutorType, hostByName } from "./hosts/hosts.ts";
import { type CheckedSpec, checkSpec, type JobSpec } from "./job/job-spec.ts";
import { strategies } from "./job/retry.ts";
import { templateIdByName } from "./templates.ts";
import { formatCommand } from "./text/command-text.ts";
import { formatEnvironment } from "./text/environment-text.ts";

/** Rows, and characters, of one statement. */
const mostRows = 1_000;
const mostCharacters = 4_194_304;

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
  const resolve = resolver(database);
  const rows: JobRow[] = [];
  for (const [place, spec] of checked.entries()) {
    const references = await resolve(spec);
    rows.push(toRow({ id: origin.idOf(place), spec, references, place, request: origin.request }));
  }
  const batches = inBatches(rows);
  const insert = async (transaction: Database) => {
    for (const batch of batches) await insertJobs(transaction, batch, batch === batches.at(-1));
  };
  await (batches.length > 1 ? database.transaction(insert) : insert(database));
  notifyThisProcess(database);
  return rows.map(({ id }) => formatUuid(id));
}

function inBatches(rows: readonly JobRow[]): JobRow[][] {
  const batches: JobRow[][] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const own = row.command.length + row.override_environment.length + row.description.length;
    const last = batches.at(-1);
    characters += own;
    if (last && last.length < mostRows && characters <= mostCharacters) last.push(row);
    else {
      batches.push([row]);
      characters = own;
    }
  }
  return batches;
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

/** What differs from job to job. */
function toRow({ id, spec, references, place, request }: NewJob) {
  return {
    id: uuidParameter(id),
    name: spec.name,
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
    executor_metadata: jsonParameter({
      longshore: {
        retryStrategy: spec.retryStrategy,
        retryOnExit: spec.retry.onExit,
        ...(spec.plainEnv.length > 0 && { plainEnv: spec.plainEnv }),
        ...(request !== undefined && { request }),
      },
    }),
    environment_template_id: references.templateId,
    docker_host_id: references.hostId,
    scheduled_for: spec.at ?? null,
    max_retries: spec.maxRetries ?? strategies[spec.retryStrategy].attempts,
    priority: spec.priority,
    _delay: spec.delay ?? null,
    _place: place,
  };
}

type JobRow = ReturnType<typeof toRow>;

/** Every column that has no default in the database is written: Django's have none. */
async function insertJobs(database: Database, rows: readonly JobRow[], last: boolean): Promise<void> {
  const empty = sql`''`;
  const insert = insertRows(database, {
    table: "container_manager_containerjob",
    rows,
    set: {
      status: sql`'queued'`,
      execution_id: empty,
      stdout_log: empty,
      stderr_log: empty,
      docker_log: empty,
      clean_output: empty,
      created_at: database.now,
      updated_at: database.now,
      // A microsecond apart, so that jobs of one call keep their order.
      queued_at: database.after(sql`v._place / 1000`),
      scheduled_for: sql`case when v._delay is null then v.scheduled_for else ${database.after(sql`v._delay`)} end`,
      retry_count: sql`0`,
    },
  });
  // Workers hear of it once, when the transaction commits, be it the caller's.
  const notified = last ? notification(database) : undefined;
  const statement = notified ? sql`with inserted as (${insert}) select ${notified}` : insert;
  await database.executeOften(statement);
}
