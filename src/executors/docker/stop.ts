import { inspectContainer, stateOf } from "./containers.ts";
import { type Engine, isAnswer } from "./engine.ts";
import { requireOurs } from "./labels.ts";
import type { WaitFor } from "./wait.ts";

/**
 * TERM, or what the image wishes instead, and where it still runs after the grace, KILL. By ourselves
 * and not by the engine's own stop: that is one long request, counts in seconds, and what it did is not
 * known when the connection is lost.
 */
export async function stopContainer(
  engine: Engine,
  waitFor: WaitFor,
  id: string,
  graceMs: number,
): Promise<void> {
  const container = await inspectContainer(engine, id);
  if (container === undefined) return;
  requireOurs(container);
  if (stateOf(container).kind !== "running") return;
  await kill(engine, id, container.Config.StopSignal || "SIGTERM");
  if ((await waitFor(id, AbortSignal.timeout(graceMs))) !== undefined) return;
  await kill(engine, id, "SIGKILL");
  await waitFor(id);
}

async function kill(engine: Engine, id: string, signal: string): Promise<void> {
  try {
    await engine.call("POST", `/containers/${id}/kill`, { query: { signal } });
  } catch (error) {
    // It has ended, or is gone.
    if (!isAnswer(error, 404, 409)) throw error;
  }
}
