import { jsonParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { insertIfAbsent } from "../database/insert-if-absent.ts";
import type { Row } from "../database/tables.ts";
import { LongshoreError } from "../errors.ts";

export type Host = Row<"container_manager_executorhost">;
export type ExecutorType = "process" | "docker";

/** What the first job of its kind makes, where nobody has made a host. */
const firstHosts: Record<ExecutorType, { name: string; connection: () => string }> = {
  process: { name: "local-process", connection: () => "local" },
  docker: {
    name: "local-docker",
    connection: () => process.env.DOCKER_HOST || "unix:///var/run/docker.sock",
  },
};

/** @throws {LongshoreError} HOST_NOT_FOUND */
export async function hostByName(database: Database, name: string): Promise<Host> {
  const hosts = await listHosts(database);
  const host = hosts.find((candidate) => candidate.name === name);
  if (host) return host;
  const known = hosts.map((candidate) => candidate.name).join(", ") || "none yet";
  throw new LongshoreError("HOST_NOT_FOUND", { name, known });
}

/** The first active host of this type; where there is none at all, one on this machine is made. */
export async function defaultHost(database: Database, type: ExecutorType): Promise<Host> {
  const existing = await firstActive(database, type);
  if (existing) return existing;
  const { name, connection } = firstHosts[type];
  await insertIfAbsent(database, "container_manager_executorhost", {
    name,
    host_type: "unix",
    connection_string: connection(),
    tls_enabled: false,
    tls_verify: true,
    is_active: true,
    auto_pull_images: true,
    executor_type: type,
    executor_config: jsonParameter({}),
    max_concurrent_jobs: 10,
    weight: 100,
    current_job_count: 0,
    created_at: database.now,
    updated_at: database.now,
  });
  const made = await firstActive(database, type);
  if (made) return made;
  throw new LongshoreError("INVALID_INPUT", {
    what: `host ${name}`,
    why: "it is not active; activate it, or name another with --host",
  });
}

export async function listHosts(database: Database): Promise<Host[]> {
  return database.query.selectFrom("container_manager_executorhost").selectAll().orderBy("id").execute();
}

async function firstActive(database: Database, type: ExecutorType): Promise<Host | undefined> {
  return database.query
    .selectFrom("container_manager_executorhost")
    .selectAll()
    .where("executor_type", "=", type)
    .where("is_active", "=", true)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}
