import { rename, rm } from "node:fs/promises";
import { hasCode } from "../error-code.ts";
import { dismantle } from "./control-group.ts";
import { identify } from "./liveness.ts";
import { claimRecord, readRecord } from "./records.ts";
import { isRefused, readState } from "./state.ts";

/** A folder that is being removed: its remover may die halfway, so others clear up what they meet. */
export const removedSuffix = ".removed";

/** Removes the attempt's folder; says false, and leaves it, where something of it runs or may begin to. */
export async function removeFolder(folder: string): Promise<boolean> {
  if (!(await isRemovable(folder))) return false;
  await clearAway(folder + removedSuffix);
  try {
    // Out of the way in one step: half a folder would look like an attempt that never ran.
    await rename(folder, folder + removedSuffix);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  await clearAway(folder + removedSuffix);
  return true;
}

/** Removes a folder that nothing comes back for, and the control groups that it names. */
export async function clearAway(folder: string): Promise<void> {
  const groups = await readRecord(folder, "groups.json");
  await dismantle(groups?.folders ?? []);
  await rm(folder, { recursive: true, force: true });
}

async function isRemovable(folder: string): Promise<boolean> {
  const { kind } = await readState(folder);
  if (kind !== "created") return kind !== "running";
  if (await isRefused(folder)) return true;
  // Having the claim ourselves, we know that no supervisor has it.
  return claimRecord(folder, "supervisor.json", identify(process.pid));
}
