/**
 * What the operating system knows of its processes: from /proc on Linux, where slim images have no
 * `ps`, and from `ps` elsewhere. Synchronous, because a start time must be read before the process
 * can be reaped, and because both answer at once.
 */

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { readProc, statFields } from "./proc.ts";

export interface ProcessEntry {
  readonly pid: number;
  /** The id of its process group. */
  readonly group: number;
  /** With the pid it names one process for all time; comparable on this machine alone. */
  readonly startTime: string;
  /** Ended, and not yet reaped by its parent. */
  readonly zombie: boolean;
}

export interface ProcessTable {
  find(pid: number): ProcessEntry | undefined;
  all(): ProcessEntry[];
}

export function createProcessTable(platform = process.platform): ProcessTable {
  return platform === "linux" ? procTable() : psTable();
}

function procTable(): ProcessTable {
  // Start times count from the boot, so the boot belongs to them.
  const boot = readProc("/proc/sys/kernel/random/boot_id")?.trim() ?? "";

  const find = (pid: number): ProcessEntry | undefined => {
    const fields = statFields(pid);
    if (fields === undefined) return undefined;
    const [state, , group] = fields;
    return {
      pid,
      group: Number(group),
      startTime: `${boot}/${fields[19]}`,
      zombie: state === "Z" || state === "X",
    };
  };

  return {
    find,
    all: () =>
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((name) => find(Number(name)))
        .filter((entry) => entry !== undefined),
  };
}

function psTable(): ProcessTable {
  const query = (...which: string[]): ProcessEntry[] => {
    const lines = ps(["-o", "pid=,pgid=,stat=,lstart=", ...which]).split("\n");
    return lines.flatMap((line) => {
      const [, pid, group, stat, startTime] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
      if (stat === undefined || startTime === undefined) return [];
      return [{ pid: Number(pid), group: Number(group), startTime, zombie: stat.startsWith("Z") }];
    });
  };
  return { find: (pid) => query("-p", String(pid))[0], all: () => query("-A") };
}

function ps(args: string[]): string {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    return execFileSync("ps", args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    // `ps` exits with 1 where no process matches.
    if ((error as { status?: unknown }).status === 1) return "";
    throw error;
  }
}
