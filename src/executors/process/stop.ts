import { isGroupAlive, signalGroup } from "./liveness.ts";
import { readRecord } from "./records.ts";
import { readState } from "./state.ts";
import { waitFor } from "./wait.ts";

/** TERM to the command's process group and, where it still runs after the grace, KILL. */
export async function stopIn(folder: string, graceMs: number): Promise<void> {
  const state = await readState(folder);
  if (state.kind !== "running") return;
  await signalCommand(folder, "SIGTERM");
  if ((await waitFor(folder, AbortSignal.timeout(graceMs))) !== undefined) return;
  await signalCommand(folder, "SIGKILL");
  await waitFor(folder);
}

async function signalCommand(folder: string, signal: NodeJS.Signals): Promise<void> {
  const started = await readRecord(folder, "started.json");
  if (started !== undefined && isGroupAlive(started.command)) signalGroup(started.command, signal);
}
