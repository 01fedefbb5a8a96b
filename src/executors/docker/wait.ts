import { isLongshoreError } from "../../errors.ts";
import type { ExecutionState } from "../executor.ts";
import { pause } from "../time.ts";
import { inspectContainer, stateOf, usageOutOfMemory } from "./containers.ts";
import type { Engine } from "./engine.ts";
import { endedByRestart } from "./engine-restart.ts";
import { ranOutOfMemory } from "./out-of-memory.ts";

export type EndedState = Extract<ExecutionState, { kind: "exited" | "gone" }>;

/** How late an end is seen at most, while the engine can be reached, ms. */
const pollMs = 5_000;
/** Between two tries to reach the engine, ms. */
const retryMs = 1_000;

/**
 * Resolves when the container has ended, or is gone; undefined when the signal was aborted before.
 * The engine's own wait is raced with polling: its answer may never come.
 */
export async function waitFor(
  engine: Engine,
  id: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<EndedState | undefined> {
  const done = new AbortController();
  const stopped = AbortSignal.any([signal, done.signal]);
  let engineWait: AbortSignal | undefined;
  try {
    while (!signal.aborted) {
      const state = await stateWhileReachable(engine, id, stopped);
      if (state?.kind === "exited" || state?.kind === "gone") return state;
      // Of a container that was not started, the engine's wait is over at once.
      if (state?.kind === "running" && engineWait?.aborted !== false) {
        engineWait = waitOnEngine(engine, id, stopped);
      }
      await pause(state === undefined ? retryMs : pollMs, signal, engineWait);
    }
    return undefined;
  } finally {
    done.abort();
  }
}

/** The state; undefined while the engine cannot be reached, or the signal was aborted. */
async function stateWhileReachable(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<ExecutionState | undefined> {
  try {
    return await stateWithCause(engine, id, signal);
  } catch (error) {
    if (signal.aborted || isLongshoreError(error, "ENGINE_UNREACHABLE", "ENGINE_ERROR")) return undefined;
    throw error;
  }
}

/** The state; of a container that was killed, also whether it was for its memory, or by the engine. */
async function stateWithCause(engine: Engine, id: string, signal: AbortSignal): Promise<ExecutionState> {
  const container = await inspectContainer(engine, id, signal);
  if (container === undefined) return { kind: "gone" };
  const state = stateOf(container);
  if (state.kind !== "exited" || state.outOfMemory) return state;
  if (await ranOutOfMemory(engine, id, state, signal)) {
    return { ...state, outOfMemory: true, ...usageOutOfMemory(container) };
  }
  const engineRestarted = await endedByRestart(engine, container, state, signal);
  return engineRestarted ? { ...state, engineRestarted } : state;
}

/** A signal that is aborted when the engine says that the container ended, or the connection did. */
function waitOnEngine(engine: Engine, id: string, signal: AbortSignal): AbortSignal {
  const over = new AbortController();
  engine
    .call("POST", `/containers/${id}/wait`, { query: { condition: "not-running" }, signal, timeoutMs: null })
    .catch(() => pause(retryMs, signal))
    .finally(() => over.abort());
  return over.signal;
}
