import type { UpdateObject } from "kysely";
import { z } from "zod";
import { jsonParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { insertIfAbsent } from "../../database/insert-if-absent.ts";
import type { Tables } from "../../database/tables.ts";
import { LongshoreError } from "../../errors.ts";
import { type HostConfig, type HostSecurity, type PullPolicy, readHostConfig } from "./host-config.ts";
import { type ExecutorType, type Host, hostByName } from "./hosts.ts";

/** What can be changed of a host. */
export interface HostChanges {
  readonly active?: boolean;
  /** Jobs at once, over all workers. */
  readonly maxJobs?: number;
  /** How many of the jobs that name no host it gets, in proportion to the others'. */
  readonly weight?: number;
  readonly pull?: PullPolicy;
  /** Empty allows all images. */
  readonly allowedImages?: readonly string[];
  /** Laid over what is set already, or over the defaults. */
  readonly security?: HostSecurity;
  /** Forget what is set already. */
  readonly defaultSecurity?: boolean;
}

export interface HostSpec extends HostChanges {
  readonly name: string;
  readonly type: ExecutorType;
  /** `unix:///path` or `tcp://host[:port]`; for processes it says nothing. */
  readonly connection: string;
  /** TLS, with these files. */
  readonly tls?: HostConfig["tls"];
  /** Whether the engine's certificate must be good; it must unless told otherwise. */
  readonly tlsVerify?: boolean;
}

const hostName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, "must be 1 to 100 letters, digits, dots, dashes and underscores");

/** @throws {LongshoreError} INVALID_INPUT, HOST_EXISTS */
export async function addHost(database: Database, spec: HostSpec): Promise<Host> {
  check("host name", hostName.safeParse(spec.name));
  checkConnection(spec);
  checkSecurity(spec.type, spec);
  const config = configOf(spec.name, { ...(spec.tls && { tls: spec.tls }) }, spec);
  return database.transaction(async (transaction) => {
    const taken = await selectByName(transaction, spec.name);
    if (taken) throw new LongshoreError("HOST_EXISTS", { name: spec.name });
    await insertIfAbsent(transaction, "container_manager_executorhost", {
      name: spec.name,
      host_type: spec.connection.startsWith("tcp:") ? "tcp" : "unix",
      connection_string: spec.connection,
      tls_enabled: spec.tls !== undefined,
      tls_verify: spec.tlsVerify ?? true,
      is_active: spec.active ?? true,
      auto_pull_images: spec.pull !== "never",
      executor_type: spec.type,
      executor_config: jsonParameter(config),
      max_concurrent_jobs: spec.maxJobs ?? 10,
      weight: spec.weight ?? 100,
      current_job_count: 0,
      created_at: transaction.now,
      updated_at: transaction.now,
    });
    return hostByName(transaction, spec.name);
  });
}

/** @throws {LongshoreError} HOST_NOT_FOUND, INVALID_INPUT */
export async function updateHost(database: Database, name: string, changes: HostChanges): Promise<Host> {
  const host = await hostByName(database, name);
  checkSecurity(host.executor_type, changes);
  const config = configOf(name, readHostConfig(name, host.executor_config), changes);
  const set: UpdateObject<Tables, "container_manager_executorhost"> = {
    executor_config: jsonParameter(config),
    updated_at: database.now,
  };
  if (changes.active !== undefined) set.is_active = changes.active;
  if (changes.maxJobs !== undefined) set.max_concurrent_jobs = changes.maxJobs;
  if (changes.weight !== undefined) set.weight = changes.weight;
  if (changes.pull !== undefined) set.auto_pull_images = changes.pull !== "never";
  await database.query
    .updateTable("container_manager_executorhost")
    .set(set)
    .where("id", "=", host.id)
    .execute();
  return hostByName(database, name);
}

/** @throws {LongshoreError} HOST_NOT_FOUND, HOST_IN_USE */
export async function removeHost(database: Database, name: string): Promise<void> {
  const { id } = await hostByName(database, name);
  await database.transaction(async (transaction) => {
    const job = await transaction.query
      .selectFrom("container_manager_containerjob")
      .select("id")
      .where("docker_host_id", "=", id)
      .limit(1)
      .executeTakeFirst();
    if (job) throw new LongshoreError("HOST_IN_USE", { name });
    await transaction.query.deleteFrom("longshore_host").where("host_id", "=", id).execute();
    await transaction.query.deleteFrom("container_manager_executorhost").where("id", "=", id).execute();
  });
}

async function selectByName(database: Database, name: string): Promise<{ id: number } | undefined> {
  return database.query
    .selectFrom("container_manager_executorhost")
    .select("id")
    .where("name", "=", name)
    .executeTakeFirst();
}

function configOf(name: string, current: HostConfig, changes: HostChanges): HostConfig {
  const { allowedImages = [], security: before, ...rest } = current;
  const allowed = changes.allowedImages ?? allowedImages;
  const security = { ...(changes.defaultSecurity ? {} : before), ...changes.security };
  return readHostConfig(name, {
    ...rest,
    ...(changes.pull && { pull: changes.pull }),
    ...(allowed.length > 0 && { allowedImages: allowed }),
    ...(Object.keys(security).length > 0 && { security }),
  });
}

/** A process is no container: to take what is asked for without doing it would promise too much. */
function checkSecurity(type: string, { security = {} }: HostChanges): void {
  if (type !== "docker" && Object.keys(security).length > 0) {
    throw invalid(`security of a host for ${type}es`, "goes with containers alone; see docs/hosts.md");
  }
}

function checkConnection({ type, connection, tls }: HostSpec): void {
  if (connection.length > 500) throw invalid("connection", "may have 500 characters");
  if (type === "docker" && !/^(unix:\/\/\/|tcp:\/\/)./.test(connection)) {
    throw invalid(
      `connection ${JSON.stringify(connection)}`,
      "use unix:///path/to/socket or tcp://host:port",
    );
  }
  if (tls !== undefined && !connection.startsWith("tcp://")) throw invalid("TLS", "goes with tcp:// alone");
}

function check(what: string, result: z.ZodSafeParseResult<unknown>): void {
  if (!result.success) throw invalid(what, result.error.issues[0]?.message ?? "cannot be read");
}

function invalid(what: string, why: string): LongshoreError {
  return new LongshoreError("INVALID_INPUT", { what, why });
}
