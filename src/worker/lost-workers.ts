import { takeLost } from "../queue/attempt/lost-attempts.ts";
import type { WorkerContext } from "./context.ts";
import { ends } from "./ends.ts";
import { finalOutput } from "./final-output.ts";

/**
 * Ends the jobs of workers that are gone with all they ran on. Should their machine come back, its next worker
 * stops what still runs there of an attempt that has ended.
 */
export async function endLost(context: WorkerContext): Promise<void> {
  const { database, identity: worker, settings, recorder, logger } = context;
  for (const { attempt, cancelled } of await takeLost(database, { worker, ...settings })) {
    const outcome = {
      reason: "worker_lost",
      ...ends.worker_lost,
      ...(cancelled && { verb: "confirmCancel" as const }),
      exitCode: null,
      finishedAt: null,
      ...(await finalOutput(database, attempt)),
    } as const;
    await recorder.settle(attempt, { outcome, retry: { limit: 0, delay: 0 } });
    logger.warn({ job: attempt.jobId, attempt: attempt.number }, `ended: ${outcome.error}`);
  }
}
