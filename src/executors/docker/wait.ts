import { isLongshoreError } from "../../errors.ts";
import type { ExecutionState } from "../executor.ts";
import { pause } from "../time.ts";
import { inspectState } from "./containers.ts";
import type { Engine } from "./engine.ts";

export type EndedState = Extract<ExecutionState, { kind: "exited" | "gone" }>;

/** How late an end is seen at most, while the engine can be reached, ms. */
const pollMs = 5_000;
/** 128 + SIGKILL. */
const killed = 137;
/** How long after a container's end the engine may note that its memory had run out, ms. */
const noticeMs = 300;
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
      const state = await inspectReachable(engine, id, stopped);
      if (state?.kind === "exited" || state?.kind === "gone")
        return await withCause(engine, id, state, stopped);
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

/** A killed container is looked at twice: that memory ran out is sometimes noted only after the end. */
async function withCause(
  engine: Engine,
  id: string,
  ended: EndedState,
  signal: AbortSignal,
): Promise<EndedState> {
  if (ended.kind === "gone" || ended.exitCode !== killed || ended.outOfMemory) return ended;
  await pause(noticeMs, signal);
  const again = await inspectReachable(engine, id, signal);
  return again?.kind === "exited" ? again : ended;
}

/** The state; undefined while the engine cannot be reached, or the signal was aborted. */
async function inspectReachable(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<ExecutionState | undefined> {
  try {
    return await inspectState(engine, id, signal);
  } catch (error) {
    if (signal.aborted || isLongshoreError(error, "ENGINE_UNREACHABLE", "ENGINE_ERROR")) return undefined;
    throw error;
  }
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
