import { constants } from "node:os";
import type { ExitedState } from "../executor.ts";
import { type Engine, isAnswer } from "./engine.ts";
import type { ContainerInspect } from "./engine-types.ts";

/** The engine's own number for a container that it lost sight of: the machine went down, say. */
const lostSight = 255;

/**
 * Whether an engine that was restarted ended the container, rather than the command itself. An engine
 * stops its containers as it shuts down, or as it starts if it was killed; with live-restore it leaves
 * them alone.
 *
 * Nothing in a container tells of that, and the engine's events are forgotten. But whenever it starts
 * with no container left that runs, it makes its network `bridge` anew. So a container that ended before
 * that, and by a signal of which we know nothing, was ended by the engine. An exit code of its own
 * stands, also where it was the answer to the engine's TERM: what has run to its end is not run again.
 */
export async function endedByRestart(
  engine: Engine,
  container: ContainerInspect,
  { exitCode, finishedAt }: Pick<ExitedState, "exitCode" | "finishedAt">,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!mayBeRestart(exitCode, container)) return false;
  try {
    // An engine that shuts down takes no new connection any more: then the question waits for the next.
    const options = { signal, fresh: true };
    const bridge = await engine.call<{ Created: string }>("GET", "/networks/bridge", options);
    if (new Date(bridge.Created) < finishedAt) return false;
    if (exitCode === lostSight) return true;
    const info = await engine.call<{ LiveRestoreEnabled: boolean }>("GET", "/info", { signal });
    return !info.LiveRestoreEnabled;
  } catch (error) {
    // It has no such network, or a proxy before it lets nobody ask: then nothing tells of a restart.
    if (isAnswer(error, 403, 404)) return false;
    throw error;
  }
}

/** Whether the exit code is one that a container gets from an engine's restart. */
function mayBeRestart(exitCode: number, { Config }: Pick<ContainerInspect, "Config">): boolean {
  return [lostSight, killedBy("SIGKILL"), killedBy(Config.StopSignal || "SIGTERM")].includes(exitCode);
}

/** The exit code of what a signal ended; images write it as `SIGTERM`, `TERM` or `15`. */
function killedBy(signal: string): number {
  const number = Number(signal);
  const name = signal.startsWith("SIG") ? signal : `SIG${signal}`;
  return 128 + (Number.isNaN(number) ? (constants.signals[name as NodeJS.Signals] ?? 0) : number);
}
