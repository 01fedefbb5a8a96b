import type { Database } from "../database/database.ts";
import { Worker, type WorkerOptions } from "../worker/worker.ts";
import { giveBackMemory } from "./give-back-memory.ts";
import { onSignals } from "./signals.ts";

/** Works until a signal asks it to end: the first lets it finish what it has in hand, the second does not. */
export async function runWorker(database: Database, options: WorkerOptions): Promise<void> {
  const worker = new Worker(database, options);
  const stopListening = onSignals(
    (signal) => {
      options.logger?.info({ signal }, "finishing what is in hand; a second signal ends at once");
      void worker.drain();
    },
    () => void worker.stop(),
  );
  try {
    await worker.start();
    giveBackMemory();
    await worker.finished;
  } finally {
    stopListening();
  }
}
