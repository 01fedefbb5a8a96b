import { jsonParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { insertIfAbsent } from "../../database/insert-if-absent.ts";
import type { Row } from "../../database/tables.ts";
import { LongshoreError } from "../../errors.ts";

export type Host = Row<"container_manager_executorhost">;
export type ExecutorType = "process" | "docker";

/**
 * What the first job of its kind makes, where nobody has made a host. How many jobs run at once is left
 * to the workers' concurrency until somebody gives the host a limit.
 */
const firstHosts: Record<ExecutorType, { name: string; connection: () => string; most: number }> = {
  process: { name: "local-process", connection: () => "local", most: 10_000 },
  docker: {
    name: "local-docker",
    connection: () => process.env.DOCKER_HOST || "unix:///var/run/docker.sock",
    most: 100,
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

/**
 * An active host of this type, chosen by weight; see `activeHosts`.
 *
 * @throws {LongshoreError} NO_ACTIVE_HOST
 */
export async function defaultHost(database: Database, type: ExecutorType): Promise<Host> {
  return chooseByWeight(await activeHosts(database, type));
}

/**
 * The active hosts of this type, one at least; where there is none of this type at all, one on this
 * machine is made.
 *
 * @throws {LongshoreError} NO_ACTIVE_HOST where there are some and none is active
 */
export async function activeHosts(database: Database, type: ExecutorType): Promise<Host[]> {
  const ofType = async () => (await listHosts(database)).filter((host) => host.executor_type === type);
  let hosts = await ofType();
  if (hosts.length === 0) {
    await makeFirstHost(database, type);
    hosts = await ofType();
  }
  const active = hosts.filter((host) => host.is_active);
  if (active.length > 0) return active;
  throw new LongshoreError("NO_ACTIVE_HOST", { type, names: hosts.map(({ name }) => name).join(", ") });
}

/**
 * One of these hosts, each as often as its weight says; where none weighs anything, all alike.
 *
 * @param random from 0 to 1, 1 excluded
 */
export function chooseByWeight(hosts: readonly Host[], random = Math.random()): Host {
  const allAlike = hosts.every(({ weight }) => weight === 0);
  const weights = hosts.map(({ weight }) => (allAlike ? 1 : weight));
  let left = random * weights.reduce((total, weight) => total + weight, 0);
  const place = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return hosts.at(place) as Host;
}

export async function listHosts(database: Database): Promise<Host[]> {
  return database.query.selectFrom("container_manager_executorhost").selectAll().orderBy("id").execute();
}

async function makeFirstHost(database: Database, type: ExecutorType): Promise<void> {
  const { name, connection, most } = firstHosts[type];
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
    max_concurrent_jobs: most,
    weight: 100,
    current_job_count: 0,
    created_at: database.now,
    updated_at: database.now,
  });
}
