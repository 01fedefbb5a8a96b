import { messageOf } from "../errors.ts";
import { endedAttempts } from "../queue/ended-attempts.ts";
import type { WorkerContext } from "./context.ts";

/**
 * Removes what a worker left behind that died between settling an attempt and removing its execution.
 * A host that cannot be reached now is passed over.
 */
export async function sweep(context: WorkerContext): Promise<void> {
  for (const hostId of await context.hosts.claimable()) {
    try {
      const executor = await context.hosts.executor(hostId);
      const exited = (await executor.list(context.installation)).filter(
        ({ state }) => state.kind === "exited",
      );
      for (const { id } of await endedAttempts(context.database, exited)) await executor.remove(id);
    } catch (error) {
      context.logger.warn({ host: hostId }, `could not tidy up: ${messageOf(error)}`);
    }
  }
}
