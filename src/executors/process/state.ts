import { access } from "node:fs/promises";
import { type ExecutionState, type Usage, unknownUsage } from "../executor.ts";
import { isAlive, isGroupAlive } from "./liveness.ts";
import { readRecord } from "./records.ts";

/** What has become of the attempt in this folder, whoever launched it. */
export async function readState(folder: string): Promise<ExecutionState> {
  const claim = await readRecord(folder, "supervisor.json");
  // Judged before its records are read: of a supervisor that is dead, all records are there.
  const supervised = claim !== undefined && isAlive(claim);
  const exit = await readRecord(folder, "exit.json");
  const started = await readRecord(folder, "started.json");

  if (exit !== undefined) {
    return {
      kind: "exited",
      exitCode: exit.exitCode,
      outOfMemory: exit.outOfMemory,
      startedAt: new Date(exit.startedAt),
      finishedAt: new Date(exit.finishedAt),
      usage: exit.usage,
    };
  }
  if (claim === undefined) return (await exists(folder)) ? { kind: "created" } : { kind: "gone" };
  if (started !== undefined && (supervised || isGroupAlive(started.command))) {
    return { kind: "running", startedAt: new Date(started.startedAt) };
  }
  if (supervised || (await isRefused(folder))) return { kind: "created" };
  return { kind: "gone" };
}

/** What the attempt has used so far, as its supervisor wrote it down. */
export async function readUsage(folder: string): Promise<Usage> {
  const exit = await readRecord(folder, "exit.json");
  return exit?.usage ?? (await readRecord(folder, "usage.json")) ?? unknownUsage;
}

/** Whether the command could not be started, and never will be. */
export async function isRefused(folder: string): Promise<boolean> {
  return (await readRecord(folder, "refused.json")) !== undefined;
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
