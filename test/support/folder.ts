/** Temporary folders, named after the process that made them so that a later run can clear up after a killed one. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const folderPrefix = "longshore-test-";

/** A fresh folder for this process. The caller removes it; `removeStaleFolders` does where it could not. */
export function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), `${folderPrefix}${process.pid}-`));
}

export function removeFolder(folder: string): void {
  // While a process that was killed this instant still writes into it, rmSync may return with work left to do.
  for (let attempt = 0; attempt < 20 && existsSync(folder); attempt++) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

export function removeStaleFolders(): void {
  for (const name of readdirSync(tmpdir()).filter(isStale)) removeFolder(path.join(tmpdir(), name));
}

/** Whether a folder, or whatever else was called after one, has outlived its process. */
export function isStale(name: string): boolean {
  const pid = name.startsWith(folderPrefix)
    ? Number.parseInt(name.slice(folderPrefix.length), 10)
    : Number.NaN;
  return !Number.isNaN(pid) && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
