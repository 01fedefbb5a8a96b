import type { LaunchOptions, LaunchSpec } from "../executor.ts";
import { pause } from "../time.ts";
import { containerName } from "./container.ts";
import { inspectContainer, listContainers, lookUp } from "./containers.ts";
import { type Engine, isAnswer } from "./engine.ts";
import type { Images } from "./images.ts";
import { type ExecutionKey, labelsOf } from "./labels.ts";
import { isMissingImage, nameTaken } from "./launch-failures.ts";
import { discard, type Held } from "./start.ts";

const createTimeoutMs = 60_000;
const pollMs = 200;

/**
 * Makes the attempt's container; undefined where it has one already, whoever made it.
 *
 * @throws {LaunchError} name_taken; of the image: see images.ts
 */
export async function createContainer(
  engine: Engine,
  images: Images,
  spec: LaunchSpec,
  body: object,
  options: LaunchOptions,
): Promise<Held | undefined> {
  const { signal } = options;
  const name = containerName(spec);
  const deadline = performance.now() + createTimeoutMs;
  let pulled = false;
  let made: { readonly Id: string };
  for (;;) {
    try {
      const query = { name };
      const sent = { query, body, signal, timeoutMs: createTimeoutMs };
      made = await engine.call("POST", "/containers/create", sent);
      break;
    } catch (error) {
      if (signal?.aborted) throw error;
      if ((await lookUp(engine, spec, { signal })) !== undefined) return undefined;
      if (isMissingImage(error) && !pulled && images.policy === "missing") {
        await images.pull(spec.image, options);
        pulled = true;
      } else if (isAnswer(error, 409) && performance.now() < deadline) {
        // Somebody is just making it, and the engine does not list it yet, or has just removed it.
        if (await isForeign(engine, spec, signal)) throw nameTaken(name);
        await pause(pollMs, signal);
      } else throw error;
    }
  }

  const [container, another] = await listContainers(engine, labelsOf(spec), signal);
  if (container?.Id === made.Id && another === undefined) {
    return { name, id: container.Id, image: container.ImageID };
  }
  // While we were slow, another launcher made the attempt's container and a third one renamed it.
  await discard(engine, name);
  return undefined;
}

/** Whether a container that is not of this attempt has its name. */
async function isForeign(engine: Engine, key: ExecutionKey, signal?: AbortSignal): Promise<boolean> {
  const container = await inspectContainer(engine, containerName(key), signal);
  if (container === undefined) return false;
  const { Labels } = container.Config;
  return Object.entries(labelsOf(key)).some(([label, value]) => Labels?.[label] !== value);
}
