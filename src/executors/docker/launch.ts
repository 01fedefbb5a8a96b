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
 *
 * Confirm. Between the two the caller is asked whether the attempt is still its own. One that was frozen
 * may otherwise come to create when another has long run the container, and removed it.
 */

import { isLongshoreError } from "../../errors.ts";
import { LaunchError, type LaunchOptions, type LaunchSpec } from "../executor.ts";
import { pause } from "../time.ts";
import type { CommandCheck } from "./command-check.ts";
import { createBody } from "./container.ts";
import { lookUp, stateOf } from "./containers.ts";
import { createContainer } from "./create.ts";
import { type Engine, EngineError } from "./engine.ts";
import type { ContainerInspect } from "./engine-types.ts";
import type { Security } from "./host-policy.ts";
import type { Images } from "./images.ts";
import { failureOf } from "./launch-failures.ts";
import { discard, type Held, startHeld, takeOver } from "./start.ts";

/** Between two tries to reach the engine, ms. */
const retryMs = 1_000;

/** What launches of one engine have in common. */
export interface Launcher {
  readonly engine: Engine;
  readonly images: Images;
  readonly checkCommand: CommandCheck;
}

/**
 * The attempt's container, which has been started.
 *
 * @throws {LaunchError} when it could not be started, or the engine not be reached before there was a
 *   container to start. From then on this waits for the engine, however long that takes: the command
 *   may be running.
 * @param sure that the engine means it when it refuses
 */
export async function launchContainer(
  launcher: Launcher,
  spec: LaunchSpec,
  security: Security,
  options: LaunchOptions,
  sure = false,
): Promise<ContainerInspect> {
  const { engine, images, checkCommand } = launcher;
  const { signal, confirm } = options;
  let mayRun = false;
  let confirming = false;
  try {
    const body = createBody(spec, security);
    if (images.policy === "always" && (await lookUp(engine, spec, { signal })) === undefined) {
      await images.pull(spec.image, options);
    }
    let held = await createContainer(engine, images, spec, body, options);
    for (;;) {
      if (held !== undefined) {
        await confirmed(held);
        mayRun = true;
        await startHeld(engine, checkCommand, spec, held, signal);
      }
      const likely = held?.id;
      const container = await patiently(() => lookUp(engine, spec, { likely, signal }));
      if (container === undefined) {
        // Removed by somebody after we may have started it: making it again could run it twice.
        if (mayRun) throw new LaunchError("lost", "the container was removed while it was started");
        held = await createContainer(engine, images, spec, body, options);
      } else if (stateOf(container).kind === "created") {
        held = await patiently(() => takeOver(engine, spec, container, signal));
      } else return container;
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (confirming) throw error;
    const failure = failureOf(error);
    if (sure || failure.errorClass !== "permanent" || !(error instanceof EngineError)) throw failure;
  }
  // An engine that shuts down takes no new connection, but on those that it has, it says no to anything.
  await engine.ping().catch((error) => {
    throw failureOf(error);
  });
  return launchContainer(launcher, spec, security, options, true);

  async function confirmed({ name }: Held): Promise<void> {
    confirming = true;
    await confirm?.().catch(async (error) => {
      await discard(engine, name);
      throw error;
    });
    confirming = false;
  }

  /** Once the command may be running, that the engine does not say is no reason to give up. */
  async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const passing =
          isLongshoreError(error, "ENGINE_UNREACHABLE") ||
          (error instanceof EngineError && error.engineStatus >= 500);
        if (!mayRun || !passing) throw error;
        await pause(retryMs, signal);
      }
    }
  }
}
