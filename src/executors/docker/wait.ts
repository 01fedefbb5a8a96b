import { isLongshoreError } from "../../errors.ts";
import type { ExecutionState } from "../executor.ts";
import { pause, unlessAborted } from "../time.ts";
import { inspectContainer, stateOf, usageOutOfMemory } from "./containers.ts";
import type { Engine } from "./engine.ts";
import { endedByRestart } from "./engine-restart.ts";
import type { ContainerInspect } from "./engine-types.ts";
import type { KnownContainers } from "./known-containers.ts";
import { ranOutOfMemory } from "./out-of-memory.ts";

export type EndedState = Extract<ExecutionState, { kind: "exited" | "gone" }>;

/** How late an end is seen at most, while the engine can be reached, ms. */
const pollMs = 5_000;
/** Between two tries to reach the engine, ms. */
const retryMs = 1_000;

/** A reason that is at hand: to make one for each takes longer than all else here. */
const over = new Error("nobody waits for it any more");

/** Resolves when the container has ended, or is gone; undefined when the signal was aborted before. */
export type WaitFor = (id: string, signal?: AbortSignal) => Promise<EndedState | undefined>;

interface Wait {
  readonly ended: Promise<EndedState | undefined>;
  readonly giveUp: AbortController;
  waiting: number;
}

/** Of all who wait for one container's end at a time, one asks the engine; it gives up when none of them waits any more. */
export function createWait(engine: Engine, known: KnownContainers): WaitFor {
  const waits = new Map<string, Wait>();

  const begin = (id: string): Wait => {
    const giveUp = new AbortController();
    const ended = waitForEnd(engine, known, id, giveUp.signal);
    // Where all who waited have gone, nobody is told.
    ended.catch(() => {});
    const wait = { ended, giveUp, waiting: 0 };
    waits.set(id, wait);
    return wait;
  };

  return async (id, signal) => {
    if (signal?.aborted) return undefined;
    const wait = waits.get(id) ?? begin(id);
    wait.waiting += 1;
    try {
      return await unlessAborted(wait.ended, signal);
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    } finally {
      wait.waiting -= 1;
      if (wait.waiting === 0) {
        // Whoever waits from now on begins anew.
        if (waits.get(id) === wait) waits.delete(id);
        wait.giveUp.abort(over);
      }
    }
  };
}

/** The engine's own wait is raced with polling: its answer may never come. */
async function waitForEnd(
  engine: Engine,
  known: KnownContainers,
  id: string,
  signal: AbortSignal,
): Promise<EndedState | undefined> {
  const done = new AbortController();
  const stopped = AbortSignal.any([signal, done.signal]);
  let engineWait: AbortSignal | undefined;
  let seen = known.get(id);
  try {
    while (!signal.aborted) {
      const state = await stateWhileReachable(engine, known, id, stopped, seen);
      seen = undefined;
      if (state?.kind === "exited" || state?.kind === "gone") return state;
      // Of a container that was not started, the engine's wait is over at once.
      if (state?.kind === "running" && engineWait?.aborted !== false) {
        engineWait = waitOnEngine(engine, id, stopped);
      }
      await pause(state === undefined ? retryMs : pollMs, signal, engineWait);
    }
    return undefined;
  } finally {
    done.abort(over);
  }
}

/** The state; undefined while the engine cannot be reached, or the signal was aborted. */
async function stateWhileReachable(
  engine: Engine,
  known: KnownContainers,
  id: string,
  signal: AbortSignal,
  seen: ContainerInspect | undefined,
): Promise<ExecutionState | undefined> {
  try {
    const container = seen ?? (await inspectContainer(engine, id, signal));
    if (container === undefined) return { kind: "gone" };
    const state = await stateWithCause(engine, container, signal);
    if (state.kind === "exited") known.note(container);
    return state;
  } catch (error) {
    if (signal.aborted || isLongshoreError(error, "ENGINE_UNREACHABLE", "ENGINE_ERROR")) return undefined;
    throw error;
  }
}

/** The state; of a container that was killed, also whether it was for its memory, or by the engine. */
async function stateWithCause(
  engine: Engine,
  container: ContainerInspect,
  signal: AbortSignal,
): Promise<ExecutionState> {
  const state = stateOf(container);
  if (state.kind !== "exited" || state.outOfMemory) return state;
  if (await ranOutOfMemory(engine, container.Id, state, signal)) {
    return { ...state, outOfMemory: true, ...usageOutOfMemory(container) };
  }
  const engineRestarted = await endedByRestart(engine, container, state, signal);
  return engineRestarted ? { ...state, engineRestarted } : state;
}

/** A signal that is aborted when the engine says that the container ended, or the connection did. */
function waitOnEngine(engine: Engine, id: string, signal: AbortSignal): AbortSignal {
  const answered = new AbortController();
  engine
    .call("POST", `/containers/${id}/wait`, { query: { condition: "not-running" }, signal, timeoutMs: null })
    .catch(() => pause(retryMs, signal))
    .finally(() => answered.abort(over));
  return answered.signal;
}
