import { readFile } from "node:fs/promises";
import type { Database } from "../database/database.ts";
import { LongshoreError, messageOf } from "../errors.ts";
import type { Executor } from "../executors/executor.ts";
import { type HostConfig, pullPolicyOf, readHostConfig } from "../queue/hosts/host-config.ts";
import { type Host, listHosts } from "../queue/hosts/hosts.ts";
import { HostHealth } from "./host-health.ts";
import { type Logger, silentLogger, type WorkerSettings } from "./settings.ts";

/** How long the list of hosts is believed, in milliseconds. */
export const freshness = 2_000;

export interface HostsOptions {
  readonly logger?: Logger;
  /**
   * Take jobs for hosts that cannot be reached, too: their launch then fails, and says why. Otherwise
   * such jobs wait until their host is back.
   */
  readonly takeUnreachable?: boolean;
  /** Executors in place of our own, or besides them, by the type of the host. */
  readonly executors?: Readonly<Record<string, ExecutorFactory>> | undefined;
}

interface KnownHost {
  /** All that the executor was made from; a host that was changed gets another. */
  readonly madeFrom: string;
  executor(): Promise<Executor>;
  readonly health: HostHealth;
}

/** The executors of the hosts that this worker can run jobs on; each is made when it is first needed. */
export class Hosts {
  readonly #database: Database;
  readonly #settings: WorkerSettings;
  readonly #options: HostsOptions;
  readonly #factories: Readonly<Record<string, ExecutorFactory>>;
  readonly #known = new Map<number, KnownHost>();
  /** By the row as it was read: each job asks. */
  readonly #knownRows = new WeakMap<Host, KnownHost>();
  readonly #made = new Set<Executor>();
  #rows: Host[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(database: Database, settings: WorkerSettings, options: HostsOptions = {}) {
    this.#database = database;
    this.#settings = settings;
    this.#options = options;
    this.#factories = { ...factories, ...options.executors };
  }

  /** Ids of the hosts that jobs may be claimed for: active, of a type that we have an executor for, and up. */
  async claimable(): Promise<number[]> {
    const active = (await this.#hosts()).filter(
      (host) => host.is_active && host.executor_type in this.#factories,
    );
    return this.#options.takeUnreachable ? active.map(({ id }) => id) : this.#thatAreUp(active);
  }

  /** Ids of the hosts that answer, active or not: an inactive one may still run what it was given before. */
  async reachable(): Promise<number[]> {
    return this.#thatAreUp((await this.#hosts()).filter((host) => host.executor_type in this.#factories));
  }

  /**
   * The executor of a host, active or not: what runs there is watched to its end.
   *
   * @throws {LongshoreError} INVALID_INPUT for a host that this worker can make nothing of
   */
  async executor(hostId: number): Promise<Executor> {
    const host = (await this.#hosts()).find(({ id }) => id === hostId);
    if (host && host.executor_type in this.#factories) return this.#know(host).executor();
    const type = host ? `type "${host.executor_type}"` : "row";
    throw new LongshoreError("INVALID_INPUT", {
      what: `executor host ${host?.name ?? hostId}`,
      why: `it has no ${type} that this worker knows`,
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#made].map((executor) => executor.close()));
  }

  async #thatAreUp(hosts: readonly Host[]): Promise<number[]> {
    const up = await Promise.all(hosts.map((host) => this.#know(host).health.isUp()));
    return hosts.filter((_, place) => up[place]).map(({ id }) => id);
  }

  #know(host: Host): KnownHost {
    const known = this.#knownRows.get(host) ?? this.#knowAnew(host);
    this.#knownRows.set(host, known);
    return known;
  }

  #knowAnew(host: Host): KnownHost {
    const { connection_string, tls_enabled, tls_verify, auto_pull_images, executor_config } = host;
    const madeFrom = JSON.stringify([
      ...[host.executor_type, connection_string, tls_enabled, tls_verify, auto_pull_images, executor_config],
    ]);
    const before = this.#known.get(host.id);
    if (before?.madeFrom === madeFrom) return before;

    let made: Promise<Executor> | undefined;
    const executor = () => {
      made ??= this.#make(host).catch((error) => {
        made = undefined; // What is mended can be tried again.
        throw error;
      });
      return made;
    };
    const check = async () => (await executor()).check();
    const health = new HostHealth(host.name, check, this.#options.logger ?? silentLogger);
    const known = { madeFrom, executor, health };
    this.#known.set(host.id, known);
    return known;
  }

  async #make(host: Host): Promise<Executor> {
    const make = this.#factories[host.executor_type] as ExecutorFactory;
    const executor = await make(host, readHostConfig(host.name, host.executor_config), this.#settings);
    this.#made.add(executor);
    return executor;
  }

  async #hosts(): Promise<Host[]> {
    if (this.#rows.length === 0 || performance.now() - this.#readAt > freshness) {
      this.#rows = await listHosts(this.#database);
      this.#readAt = performance.now();
    }
    return this.#rows;
  }
}

export type ExecutorFactory = (host: Host, config: HostConfig, settings: WorkerSettings) => Promise<Executor>;

/** By the type of the host; an executor is loaded when it is first needed. */
const factories: Readonly<Record<string, ExecutorFactory>> = {
  async process(_host, _config, { stateDirectory }) {
    const { createProcessExecutor } = await import("../executors/process/index.ts");
    return createProcessExecutor({ stateDirectory });
  },
  async docker(host, config) {
    const { createDockerExecutor } = await import("../executors/docker/index.ts");
    return createDockerExecutor({
      connection: host.connection_string,
      pull: pullPolicyOf(host, config),
      allowedImages: config.allowedImages,
      security: config.security,
      ...(host.tls_enabled && { tls: await readTls(host, config.tls ?? {}) }),
    });
  },
};

/** The host names files; what is in them stays on the machines of the workers. */
async function readTls(host: Host, files: NonNullable<HostConfig["tls"]>) {
  const texts: { ca?: string; cert?: string; key?: string } = {};
  for (const [name, path] of Object.entries(files) as [keyof typeof texts, string][]) {
    try {
      texts[name] = await readFile(path, "utf8");
    } catch (error) {
      const what = `executor host ${host.name}, TLS ${name}`;
      throw new LongshoreError("INVALID_INPUT", { what, why: messageOf(error) });
    }
  }
  return { ...texts, verify: host.tls_verify };
}
