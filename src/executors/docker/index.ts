import { LongshoreError } from "../../errors.ts";
import type { Executor } from "../executor.ts";
import { checkLaunchSpec, isInstallation } from "../launch-spec.ts";
import { createCommandCheck } from "./command-check.ts";
import { openConnection, type TlsOptions } from "./connection.ts";
import { containersWith, executionOf, inspectState, lookUp } from "./containers.ts";
import { createEngine } from "./engine.ts";
import { type HostPolicy, permitted } from "./host-policy.ts";
import { createImageDigests } from "./image-digest.ts";
import { createImages, type PullPolicy } from "./images.ts";
import { KnownContainers } from "./known-containers.ts";
import { labels } from "./labels.ts";
import { launchContainer } from "./launch.ts";
import { outputOf } from "./output.ts";
import { removeContainer } from "./remove.ts";
import { stopContainer } from "./stop.ts";
import { usageOf } from "./usage.ts";
import { createWait } from "./wait.ts";

export interface DockerExecutorOptions extends HostPolicy {
  /** `unix:///var/run/docker.sock` or `tcp://host[:port]`; the port is 2375, with `tls` 2376. */
  readonly connection: string;
  readonly tls?: TlsOptions;
  /** When images are pulled; "missing" where it is not given. */
  readonly pull?: PullPolicy;
  /** How long a pull may take, ms; 15 minutes where it is not given. */
  readonly pullTimeoutMs?: number;
}

const defaultPullTimeoutMs = 15 * 60_000;

/**
 * Runs jobs as containers of one Docker engine, 20.10 or later. An execution's id is its container's.
 *
 * @throws {LongshoreError} INVALID_INPUT for a connection that is none of ours
 */
export function createDockerExecutor(options: DockerExecutorOptions): Executor {
  const engine = createEngine(openConnection(options.connection, options.tls));
  const { pull = "missing", pullTimeoutMs = defaultPullTimeoutMs, ...policy } = options;
  const digestOf = createImageDigests(engine);
  const images = createImages(engine, pull, pullTimeoutMs);
  const launcher = { engine, images, checkCommand: createCommandCheck(engine) };
  const known = new KnownContainers();
  const waitFor = createWait(engine, known);

  return {
    kind: "docker",

    async launch(spec, options = {}) {
      checkLaunchSpec(spec);
      options.signal?.throwIfAborted();
      const container = await launchContainer(
        launcher,
        permitted(spec, policy),
        policy.security ?? {},
        options,
      );
      known.note(container);
      return { ...executionOf(container), imageDigest: await digestOf(container) };
    },

    inspect: async (id) => inspectState(engine, checkedId(id)),

    usage: async (id, { signal } = {}) => usageOf(engine, known, checkedId(id), signal),

    async find(spec) {
      const container = await lookUp(engine, spec);
      return container === undefined ? undefined : executionOf(container);
    },

    async wait(id, { signal } = {}) {
      const state = await waitFor(checkedId(id), signal);
      if (state === undefined) throw signal?.reason;
      return state;
    },

    output: (id, options) => outputOf({ engine, known, waitFor }, checkedId(id), options),
    stop: async (id, { graceMs }) => stopContainer(engine, waitFor, checkedId(id), graceMs),
    remove: async (id) => removeContainer(engine, known, checkedId(id)),

    async list(installation) {
      if (!isInstallation(installation)) return [];
      const containers = await containersWith(engine, { [labels.installation]: installation });
      return containers.map(executionOf);
    },

    check: () => engine.ping(),

    async close() {
      images.close();
      await engine.close();
    },
  };
}

/** An id comes from the database, and ends in the path of a request. */
function checkedId(id: string): string {
  if (/^[\w.-]+$/.test(id)) return id;
  throw new LongshoreError("INVALID_INPUT", { what: `execution "${id}"`, why: "it is not a container's id" });
}
