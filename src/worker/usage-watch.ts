import type { ExecutionState, Executor, Usage } from "../executors/executor.ts";
import { pause } from "../executors/time.ts";

/** Between two looks, in milliseconds: the pause doubles from the first to the last. Many jobs run at once. */
const firstPause = 250;
const lastPause = 10_000;

/** A reason that is at hand: one is otherwise made for each end. */
const over = new Error("it has ended");

export interface UsageWatch {
  /** What the execution has used, as far as it was seen. */
  current(): Usage;
  /** Looks no more. What is known of an ended execution has the last word. */
  end(state?: ExecutionState): Usage;
}

/**
 * Looks now and then at what an execution uses. What cannot be seen now is no error: the engine may be gone
 * for a while.
 *
 * @param before what an earlier owner of the attempt has seen
 */
export function watchUsage(executor: Executor, id: string, before: Usage): UsageWatch {
  const done = new AbortController();
  let seen = before;

  void (async () => {
    for (let ms = firstPause; ; ms = Math.min(ms * 2, lastPause)) {
      await pause(ms, done.signal);
      if (done.signal.aborted) return;
      const now = await executor.usage(id, { signal: done.signal }).catch(() => undefined);
      if (now !== undefined) seen = merge(seen, now);
    }
  })();

  return {
    current: () => seen,
    end(state) {
      done.abort(over);
      return state?.kind === "exited" && state.usage ? merge(seen, state.usage) : seen;
    },
  };
}

function merge(before: Usage, now: Usage): Usage {
  return {
    peakMemoryBytes: Math.max(before.peakMemoryBytes ?? 0, now.peakMemoryBytes ?? 0) || null,
    averageCpuCores: now.averageCpuCores ?? before.averageCpuCores,
  };
}
