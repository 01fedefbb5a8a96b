/** Linux's own files about its processes. */

import { readdirSync, readFileSync } from "node:fs";

/** The text of such a file; undefined where it is not there, since the process has ended or is not Linux's. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The fields of `/proc/<pid>/stat` from the third on, which is the process's state. */
export function statFields(pid: number): string[] | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, and may hold spaces and brackets itself.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** The names in such a folder; none where it is not there. */
export function listProc(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
