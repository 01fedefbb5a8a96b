import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import type { Executor } from "../executors/executor.ts";
import { type Host, listHosts } from "../queue/hosts.ts";
import type { WorkerSettings } from "./settings.ts";

/** How long the list of hosts is believed, in milliseconds. */
const freshness = 2_000;

/** The executors of the hosts that this worker can run jobs on; each is made when it is first needed. */
export class Hosts {
  readonly #database: Database;
  readonly #settings: WorkerSettings;
  readonly #executors = new Map<number, Promise<Executor>>();
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

  /**
   * The executor of a host, active or not: what runs there is watched to its end.
   *
   * @throws {LongshoreError} INVALID_INPUT for a host that this worker can make nothing of
   */
  async executor(hostId: number): Promise<Executor> {
    const executor = this.#executors.get(hostId) ?? this.#make(hostId);
    this.#executors.set(hostId, executor);
    // A host that is mended can be tried again.
    executor.catch(() => this.#executors.delete(hostId));
    return executor;
  }

  async #make(hostId: number): Promise<Executor> {
    const host = (await this.#hosts()).find(({ id }) => id === hostId);
    const make = host && factories[host.executor_type];
    if (make) return make(host, this.#settings);
    const type = host ? `type "${host.executor_type}"` : "row";
    throw new LongshoreError("INVALID_INPUT", {
      what: `executor host ${host?.name ?? hostId}`,
      why: `it has no ${type} that this worker knows`,
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#executors.values()].map(async (executor) => (await executor).close()));
  }

  async #hosts(): Promise<Host[]> {
    if (performance.now() - this.#readAt > freshness) {
      this.#known = await listHosts(this.#database);
      this.#readAt = performance.now();
    }
    return this.#known;
  }
}

/** By the type of the host; an executor is loaded when it is first needed. */
const factories: Record<string, (host: Host, settings: WorkerSettings) => Promise<Executor>> = {
  async process(_, { stateDirectory }) {
    const { createProcessExecutor } = await import("../executors/process/index.ts");
    return createProcessExecutor({ stateDirectory });
  },
  async docker(host) {
    const { createDockerExecutor } = await import("../executors/docker/index.ts");
    const pull = host.auto_pull_images ? "missing" : "never";
    return createDockerExecutor({ connection: host.connection_string, pull });
  },
};
