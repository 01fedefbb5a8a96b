/** Whether a process seen before is still there: the same one, not another with its number. */

import { hasCode } from "../error-code.ts";
import { createProcessTable } from "./process-table.ts";

export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

const table = createProcessTable();

/** The identity of a process that is alive, or of our own child that has not been reaped. */
export function identify(pid: number): ProcessIdentity {
  return { pid, startTime: table.find(pid)?.startTime ?? "unknown" };
}

export function isAlive(identity: ProcessIdentity): boolean {
  const entry = table.find(identity.pid);
  return entry !== undefined && !entry.zombie && entry.startTime === identity.startTime;
}

/** Whether anything runs in the process group that `leader` founded, with or without its leader. */
export function isGroupAlive(leader: ProcessIdentity): boolean {
  const entry = table.find(leader.pid);
  // A process group keeps its number from being given away: where another process has it, the group is gone.
  if (entry !== undefined && entry.startTime !== leader.startTime) return false;
  if (entry !== undefined && !entry.zombie) return true;
  return table.all().some(({ group, zombie }) => group === leader.pid && !zombie);
}

/**
 * Sends a signal to every process of the group; does nothing where it has none. Make sure with
 * `isGroupAlive` that the number still is this group's, unless the leader has only just ended.
 */
export function signalGroup(leader: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader.pid, signal);
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}
