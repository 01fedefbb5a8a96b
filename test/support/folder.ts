/** Temporary folders, named after the process that made them so that a later run can clear up after a killed one. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const prefix = "longshore-test-";

/** A fresh folder for this process. The caller removes it; `removeStaleFolders` does where it could not. */
export function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
}

export function removeFolder(folder: string): void {
  // A process that was killed this instant may still be writing into it.
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Removes the folders of processes that are gone. Returns their names. */
export function removeStaleFolders(): string[] {
  const stale = readdirSync(tmpdir()).filter((name) => {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    return !Number.isNaN(pid) && !isAlive(pid);
  });
  for (const name of stale) removeFolder(path.join(tmpdir(), name));
  return stale;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
