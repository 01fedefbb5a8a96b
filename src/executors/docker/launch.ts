/**
 * The launch protocol: how an attempt's command comes to run exactly once, whatever is lost between us
 * and the engine, and whoever else tries.
 *
 * Create. The engine refuses a second container of the same name, and the name is the attempt's. A
 * create that failed in any way, even one whose answer never came, is settled by looking for a
 * container with the attempt's labels.
 *
 * Start. The engine starts a container that has ended once more, so no start may be sent that could
 * come after another one. Therefore a container is started by its name, and by one launcher alone: the
 * one that made it or, if that does not come to it, one that has taken it over by renaming it. A launcher
 * that was slow, and a start that was lost on the way, then find no container of the name they know.
 */

import { randomBytes } from "node:crypto";
import { isLongshoreError } from "../../errors.ts";
import { LaunchError, type LaunchSpec } from "../executor.ts";
import { pause } from "../time.ts";
import { checkCommand } from "./command-check.ts";
import { containerName, createBody } from "./container.ts";
import { containersWith, inspectContainer, inspectState, stateOf } from "./containers.ts";
import { type Engine, EngineError, isAnswer } from "./engine.ts";
import type { ContainerInspect } from "./engine-types.ts";
import type { Images } from "./images.ts";
import { type ExecutionKey, labelsOf } from "./labels.ts";
import { failureOf, isMissingContainer, isMissingImage, nameTaken } from "./launch-failures.ts";

/** A container that we, and nobody else, may start, under this name. */
interface Held {
  readonly name: string;
  readonly container: ContainerInspect;
}

const createTimeoutMs = 60_000;
const startTimeoutMs = 120_000;
/** How long whoever made a container has to start it before another launcher takes it over. */
const takeOverAfterMs = 2_000;
const pollMs = 200;
const retryMs = 1_000;

/**
 * The attempt's container, which has been started.
 *
 * @throws {LaunchError} when it could not be started, or not be reached before a start was tried. Once
 *   a start was tried, this waits for the engine, however long that takes: the command may be running.
 */
export async function launchContainer(
  engine: Engine,
  images: Images,
  spec: LaunchSpec,
  signal?: AbortSignal,
): Promise<ContainerInspect> {
  let startTried = false;
  try {
    if (images.policy === "always" && (await lookUp(engine, spec, signal)) === undefined) {
      await images.pull(spec.image, signal);
    }
    let held = await create(engine, images, spec, signal);
    for (;;) {
      if (held !== undefined) {
        await prepare(engine, spec, held, signal);
        startTried = true;
        await start(engine, held, signal);
      }
      const container = await lookUpPatiently();
      if (container === undefined) {
        // Removed by somebody after we may have started it: making it again could run it twice.
        if (startTried) throw new LaunchError("container_vanished", "unknown", "the container was removed");
        held = await create(engine, images, spec, signal);
      } else if (stateOf(container).kind === "created") {
        held = await takeOver(engine, spec, container, signal);
      } else return container;
    }
  } catch (error) {
    throw signal?.aborted ? signal.reason : failureOf(error);
  }

  async function lookUpPatiently(): Promise<ContainerInspect | undefined> {
    for (;;) {
      try {
        return await lookUp(engine, spec, signal);
      } catch (error) {
        if (!startTried || !isLongshoreError(error, "ENGINE_UNREACHABLE")) throw error;
        await pause(retryMs, signal);
      }
    }
  }
}

/** The attempt's container; where there are two for a moment, the one that was started. */
export async function lookUp(
  engine: Engine,
  key: ExecutionKey,
  signal?: AbortSignal,
): Promise<ContainerInspect | undefined> {
  const containers = await containersWith(engine, labelsOf(key), signal);
  return containers.find((container) => stateOf(container).kind !== "created") ?? containers[0];
}

/** Makes the container; undefined where the attempt has one already. */
async function create(
  engine: Engine,
  images: Images,
  spec: LaunchSpec,
  signal?: AbortSignal,
): Promise<Held | undefined> {
  const name = containerName(spec);
  const body = createBody(spec);
  let pulled = false;
  for (;;) {
    try {
      const query = { name };
      await engine.call("POST", "/containers/create", { query, body, signal, timeoutMs: createTimeoutMs });
      break;
    } catch (error) {
      if (signal?.aborted) throw error;
      if ((await lookUp(engine, spec, signal)) !== undefined) return undefined;
      if (isAnswer(error, 409)) {
        // Somebody is just making it, and the engine does not list it yet, or has just removed it.
        if (await isForeign(engine, spec, signal)) throw nameTaken(name);
        await pause(pollMs, signal);
      } else if (isMissingImage(error) && !pulled && images.policy === "missing") {
        await images.pull(spec.image, signal);
        pulled = true;
      } else throw error;
    }
  }

  const [container, another] = await containersWith(engine, labelsOf(spec), signal);
  if (container !== undefined && another === undefined) return { name, container };
  // While we were slow, another launcher made the attempt's container and a third one renamed it.
  await discard(engine, name);
  return undefined;
}

/** Whether a container that is not of this attempt has its name. */
async function isForeign(engine: Engine, key: ExecutionKey, signal?: AbortSignal): Promise<boolean> {
  const container = await inspectContainer(engine, containerName(key), signal);
  const found = container?.Config.Labels;
  return (
    container !== undefined && Object.entries(labelsOf(key)).some(([name, value]) => found?.[name] !== value)
  );
}

/** What is left to do between create and start, and what is better found out before. */
async function prepare(
  engine: Engine,
  spec: LaunchSpec,
  { name, container }: Held,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await checkCommand(engine, container, signal);
    for (const network of spec.networks.slice(1)) {
      const body = { Container: container.Id, EndpointConfig: { Aliases: network.aliases } };
      await engine.call("POST", `/networks/${encodeURIComponent(network.name)}/connect`, { body, signal });
    }
  } catch (error) {
    await discard(engine, name);
    throw error;
  }
}

/** Starts the container, unless it has been taken from us; what came of it is for `lookUp` to say. */
async function start(engine: Engine, { name, container }: Held, signal?: AbortSignal): Promise<void> {
  try {
    await engine.call("POST", `/containers/${name}/start`, { signal, timeoutMs: startTimeoutMs });
  } catch (error) {
    if (isMissingContainer(error) || isLongshoreError(error, "ENGINE_UNREACHABLE")) return;
    if (!(error instanceof EngineError)) throw error;
    // A proxy between us and the engine may have said it, and the engine started the container.
    if ((await inspectState(engine, container.Id, signal)).kind !== "created") return;
    await discard(engine, name);
    throw error;
  }
}

/**
 * Makes a container ours to start that another launcher made, or that we tried to start in vain.
 * Undefined where it has been started, removed or taken over by another meanwhile.
 */
async function takeOver(
  engine: Engine,
  spec: LaunchSpec,
  container: ContainerInspect,
  signal?: AbortSignal,
): Promise<Held | undefined> {
  for (let waited = 0; waited < takeOverAfterMs; waited += pollMs) {
    if ((await inspectState(engine, container.Id, signal)).kind !== "created") return undefined;
    await pause(pollMs, signal);
  }
  const name = `${containerName(spec)}-${randomBytes(4).toString("hex")}`;
  try {
    await engine.call("POST", `/containers/${container.Id}/rename`, { query: { name }, signal });
    return { name, container };
  } catch (error) {
    if (isMissingContainer(error)) return undefined;
    throw error;
  }
}

/** Removes a container that shall not start. One that runs is left alone: it was not ours any more. */
async function discard(engine: Engine, name: string): Promise<void> {
  await engine.call("DELETE", `/containers/${name}`, { query: { v: true } }).catch(() => {});
}
