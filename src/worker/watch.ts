import type { ExecutionState, Executor } from "../executors/executor.ts";
import { pause } from "../executors/time.ts";
import type { StopIntent } from "../queue/attempt/stop-intent.ts";
import type { AssignmentSignals, StopRequest } from "./context.ts";

export interface Ending {
  readonly state: Extract<ExecutionState, { kind: "exited" | "gone" }>;
  /** Why we stopped it, where it did not end by itself. */
  readonly intent: StopIntent | undefined;
}

export interface WatchOptions extends AssignmentSignals {
  /** Milliseconds that it may still run. */
  readonly remaining: number;
  /** Milliseconds between TERM and KILL. */
  readonly grace: number;
  /** Somebody, perhaps an earlier owner of the attempt, has begun to stop it. */
  readonly intent: StopIntent | undefined;
  /** Called before it is stopped; a rejection keeps it running. */
  readonly onStop: (intent: StopIntent) => Promise<void>;
}

/** A reason that is at hand: to make one for each costs more than all else here. */
const over = new Error("it has ended");

/** Node's timers hold no more. */
const longestTimer = 2 ** 31 - 1;

/**
 * Waits for an execution's end; stops it when its time is up or it is cancelled. An exit that came before
 * that stands, also where it is only found now.
 * Rejects with the reason where the worker lets go of it.
 */
export async function watch(executor: Executor, id: string, options: WatchOptions): Promise<Ending> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, options.abandon]);
  const exit = executor.wait(id, { signal });
  // Where something else goes wrong first, nobody waits for it any more.
  exit.catch(() => {});
  try {
    const wish =
      options.intent ??
      (await Promise.race([
        exit.then(() => undefined),
        timeUp(options.remaining, signal),
        cancelled(options.cancel, signal),
      ]));
    // Letting go ends the waits below as well, and is no reason to stop anything.
    options.abandon.throwIfAborted();
    if (wish === undefined) return { state: await exit, intent: undefined };
    const runs = (await executor.inspect(id)).kind === "running";
    const intent = runs ? wish : options.intent;
    if (runs) {
      await options.onStop(wish);
      await executor.stop(id, { graceMs: options.grace });
    }
    return { state: await exit, intent };
  } finally {
    done.abort(over);
  }
}

async function timeUp(remaining: number, signal: AbortSignal): Promise<StopIntent> {
  const deadline = performance.now() + remaining;
  do {
    const left = Math.max(0, deadline - performance.now());
    await pause(Math.min(left, longestTimer), signal);
  } while (performance.now() < deadline && !signal.aborted);
  return "timeout";
}

async function cancelled(cancel: AbortSignal, signal: AbortSignal): Promise<StopIntent> {
  await new Promise<void>((resolve) => {
    const done = () => {
      for (const each of [cancel, signal]) each.removeEventListener("abort", done);
      resolve();
    };
    for (const each of [cancel, signal]) each.addEventListener("abort", done);
    if (cancel.aborted || signal.aborted) done();
  });
  return (cancel.reason as StopRequest | undefined)?.intent ?? "cancelled";
}
