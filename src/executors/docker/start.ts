import { randomBytes } from "node:crypto";
import { isLongshoreError } from "../../errors.ts";
import { LaunchError, type LaunchSpec } from "../executor.ts";
import { pause } from "../time.ts";
import type { CommandCheck } from "./command-check.ts";
import { containerName } from "./container.ts";
import { inspectContainer, inspectState, stateOf } from "./containers.ts";
import { type Engine, isAnswer } from "./engine.ts";
import type { ContainerInspect } from "./engine-types.ts";
import { isMissingContainer } from "./launch-failures.ts";

/** A container that we, and nobody else, may start, under this name. */
export interface Held {
  readonly name: string;
  readonly id: string;
  /** The image's id, a digest. */
  readonly image: string;
}

const startTimeoutMs = 120_000;
/** How long whoever made a container has to start it before another launcher takes it over. */
const takeOverAfterMs = 2_000;
const pollMs = 200;
const cutOff = "its engine was killed while it started the container, whose command may have begun";

/**
 * Starts the container, unless it has been taken from us or the engine cannot be reached: what came of
 * it is for a look at the container to say.
 *
 * @throws {EngineError | LaunchError} when the container cannot be started; it is then removed
 */
export async function startHeld(
  engine: Engine,
  checkCommand: CommandCheck,
  spec: LaunchSpec,
  held: Held,
  signal?: AbortSignal,
): Promise<void> {
  const { name, id } = held;
  try {
    await checkCommand(spec, held, signal);
    await connectNetworks(engine, id, spec.networks.slice(1), signal);
    await engine.call("POST", `/containers/${name}/start`, { signal, timeoutMs: startTimeoutMs });
  } catch (error) {
    if (isMissingContainer(error) || isLongshoreError(error, "ENGINE_UNREACHABLE")) return;
    if (isInterruption(error)) return;
    // A proxy between us and the engine may have said it, and the engine started the container.
    const state = await inspectState(engine, id, signal).catch(() => undefined);
    if (state?.kind !== "created") return;
    await discard(engine, name);
    throw hasTask(error) ? new LaunchError("lost", cutOff) : error;
  }
}

/** Whether the engine was shut down while it started the container, and does not know how far it came. */
function isInterruption(error: unknown): boolean {
  return isAnswer(error, 500) && /: unavailable$/.test(error.reason) && !/dialing/.test(error.reason);
}

/**
 * Whether the command has begun, or may have, though the engine says that the container was never
 * started: it was killed between the start and its own note of it, and another has come up since.
 */
function hasTask(error: unknown): boolean {
  return isAnswer(error, 409, 500) && /\btask .*already exists/.test(error.reason);
}

/**
 * Makes a container ours to start that another launcher made, or that we tried to start in vain.
 * Undefined where it has been started, removed or taken over by another meanwhile.
 *
 * @throws {LaunchError} lost: its command may have begun; it is then removed
 */
export async function takeOver(
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
  } catch (error) {
    if (isMissingContainer(error)) return undefined;
    throw error;
  }
  // The engine renames when it is done with a start, so the last one under the old name is through by now.
  const renamed = await inspectContainer(engine, container.Id, signal);
  if (renamed === undefined || stateOf(renamed).kind !== "created") return undefined;
  if (await wasBegun(engine, renamed, signal)) {
    await discard(engine, name);
    throw new LaunchError("lost", cutOff);
  }
  return { name, id: renamed.Id, image: renamed.Image };
}

/**
 * Whether a start that the engine knows nothing of has come as far as to prepare the container's files,
 * which puts the init process among them: the engine was killed then, and the command may have begun.
 */
async function wasBegun(
  engine: Engine,
  { Id, State }: ContainerInspect,
  signal?: AbortSignal,
): Promise<boolean> {
  if (State.Error !== "") return false;
  type Changes = { readonly Path: string }[] | null;
  const changes = await engine.call<Changes>("GET", `/containers/${Id}/changes`, { signal });
  // A folder to work in, and those of volumes, are made before.
  return changes?.some(({ Path }) => Path.endsWith("/docker-init")) ?? false;
}

/** Removes a container that shall not start. One that runs is left alone: it was not ours any more. */
export async function discard(engine: Engine, name: string): Promise<void> {
  await engine.call("DELETE", `/containers/${name}`, { query: { v: true } }).catch(() => {});
}

/** The first network was named when the container was made. */
async function connectNetworks(
  engine: Engine,
  id: string,
  networks: LaunchSpec["networks"],
  signal?: AbortSignal,
): Promise<void> {
  for (const { name, aliases } of networks) {
    const body = { Container: id, EndpointConfig: { Aliases: aliases } };
    try {
      await engine.call("POST", `/networks/${encodeURIComponent(name)}/connect`, { body, signal });
    } catch (error) {
      // A launcher before us connected it.
      if (!isAnswer(error, 403, 409) || !/already/.test(error.reason)) throw error;
    }
  }
}
