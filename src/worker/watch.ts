import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionState, Executor } from "../executors/executor.ts";
import type { AssignmentSignals } from "./context.ts";

/** Why we stopped it, where it did not end by itself. An exit that came first stands. */
export type StopIntent = "timeout" | "cancel";

export interface Ending {
  readonly state: Extract<ExecutionState, { kind: "exited" | "gone" }>;
  readonly intent: StopIntent | undefined;
}

export interface WatchOptions extends AssignmentSignals {
  /** Milliseconds that it may still run. */
  readonly remaining: number;
  /** Milliseconds between TERM and KILL. */
  readonly grace: number;
}

/** Node's timers hold no more. */
const longestTimer = 2 ** 31 - 1;

/**
 * Waits for an execution's end; stops it when its time is up or it is cancelled.
 * Rejects with the reason where the worker lets go of it.
 */
export async function watch(executor: Executor, id: string, options: WatchOptions): Promise<Ending> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, options.abandon]);
  try {
    const exit = executor.wait(id, { signal: options.abandon });
    const intent = await Promise.race([
      exit.then(() => undefined),
      timeUp(options.remaining, signal),
      cancelled(options.cancel, signal),
    ]);
    // Letting go ends the waits below as well, and is no reason to stop anything.
    options.abandon.throwIfAborted();
    if (intent) await executor.stop(id, { graceMs: options.grace });
    return { state: await exit, intent };
  } finally {
    done.abort();
  }
}

async function timeUp(remaining: number, signal: AbortSignal): Promise<StopIntent | undefined> {
  const deadline = performance.now() + remaining;
  do {
    const left = Math.max(0, deadline - performance.now());
    await sleep(Math.min(left, longestTimer), undefined, { signal }).catch(() => {});
  } while (performance.now() < deadline && !signal.aborted);
  return "timeout";
}

async function cancelled(cancel: AbortSignal, signal: AbortSignal): Promise<StopIntent> {
  const either = AbortSignal.any([cancel, signal]);
  if (!either.aborted)
    await new Promise((resolve) => either.addEventListener("abort", resolve, { once: true }));
  return "cancel";
}
