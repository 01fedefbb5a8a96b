import type { Database } from "../database/database.ts";
import { createDockerExecutor } from "../executors/docker/index.ts";
import type { Executor } from "../executors/executor.ts";
import { createProcessExecutor } from "../executors/process/index.ts";
import { type Host, listHosts } from "../queue/hosts.ts";
import type { WorkerSettings } from "./settings.ts";

/** How long the list of hosts is believed, in milliseconds. */
const freshness = 2_000;

/** The executors of the hosts that this worker can run jobs on; each is made when it is first needed. */
export class Hosts {
  readonly #database: Database;
  readonly #settings: WorkerSettings;
  readonly #executors = new Map<number, Executor>();
  #known: Host[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(database: Database, settings: WorkerSettings) {
    this.#database = database;
    this.#settings = settings;
  }

  /** Ids of the hosts that jobs may be claimed for: active ones, of a type that we have an executor for. */
  async claimable(): Promise<number[]> {
    const hosts = await this.#hosts();
    return hosts.filter((host) => host.is_active && host.executor_type in factories).map(({ id }) => id);
  }

  /** The executor of a host, active or not: what runs there is watched to its end. */
  async executor(hostId: number): Promise<Executor> {
    const existing = this.#executors.get(hostId);
    if (existing) return existing;
    const host = (await this.#hosts()).find(({ id }) => id === hostId);
    const make = host && factories[host.executor_type];
    if (!make) throw new Error(`host ${hostId} has no executor that this worker knows`);
    const executor = make(host, this.#settings);
    this.#executors.set(hostId, executor);
    return executor;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#executors.values()].map((executor) => executor.close()));
  }

  async #hosts(): Promise<Host[]> {
    if (performance.now() - this.#readAt > freshness) {
      this.#known = await listHosts(this.#database);
      this.#readAt = performance.now();
    }
    return this.#known;
  }
}

const factories: Record<string, (host: Host, settings: WorkerSettings) => Executor> = {
  process: (_, { stateDirectory }) => createProcessExecutor({ stateDirectory }),
  docker: (host) =>
    createDockerExecutor({
      connection: host.connection_string,
      pull: host.auto_pull_images ? "missing" : "never",
    }),
};
