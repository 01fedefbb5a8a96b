/** Temporary folders, named after the process that made them so that a later run can clear up after a killed one. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import path from "node:path";

export const folderPrefix = "longshore-test-";

/** A fresh folder for this process. The caller removes it; `removeStaleFolders` does where it could not. */
export function makeFolder(home = tmpdir()): string {
  return mkdtempSync(path.join(home, `${folderPrefix}${process.pid}-`));
}

/** The same for what a database or an engine keeps: where there is room, in memory, which has no disk to wait for. */
export function makeDataFolder(): string {
  return makeFolder(hasRoom() ? memory : tmpdir());
}

const memory = "/dev/shm";
/** Bytes: more than all the data of one run. */
const plenty = 4 * 1024 ** 3;

function hasRoom(): boolean {
  const mount =
    existsSync(memory) && /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(readFileSync("/proc/mounts", "utf8"));
  if (!mount || mount[1]?.split(",").includes("noexec")) return false;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > plenty && freemem() > 2 * plenty;
}

export function removeFolder(folder: string): void {
  // While a process that was killed this instant still writes into it, rmSync may return with work left to do.
  for (let attempt = 0; attempt < 20 && existsSync(folder); attempt++) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

export function removeStaleFolders(): void {
  for (const home of [tmpdir(), memory].filter((place) => existsSync(place))) {
    for (const name of readdirSync(home).filter(isStale)) removeFolder(path.join(home, name));
  }
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
