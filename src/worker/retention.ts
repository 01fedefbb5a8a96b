import { messageOf } from "../errors.ts";
import { pause } from "../executors/time.ts";
import { prune } from "../queue/prune.ts";
import type { WorkerContext } from "./context.ts";

/** How often a worker deletes jobs that have been kept long enough, in milliseconds. */
const longestInterval = 3_600_000;

/** Deletes old jobs now and then, where a retention is set, until the signal. Never rejects. */
export async function retain(context: WorkerContext, signal: AbortSignal): Promise<void> {
  const { retention } = context.settings;
  if (retention === undefined) return;
  const interval = Math.min(longestInterval, Math.max(1_000, retention / 10));
  while (!signal.aborted) {
    // Not all workers at once, nor those that only look in for a moment.
    await pause(interval * Math.random(), signal);
    try {
      const pruned = await prune(context.database, { olderThan: retention, signal });
      if (pruned.jobs > 0) context.logger.info(pruned, `deleted ${pruned.jobs} jobs that ended long ago`);
    } catch (error) {
      context.logger.warn({}, `deleting old jobs failed: ${messageOf(error)}`);
    }
    await pause(interval, signal);
  }
}
