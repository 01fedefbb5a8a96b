/**
 * What holds a local job to its limits, on Linux: a control group of its own. Without one, or on another
 * system, a job that has limits runs without them.
 */

import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hasCode } from "../error-code.ts";
import { pause } from "../time.ts";
import { type Controller, type GroupPlace, type GroupSystem, groupSystem, placeFor } from "./group-places.ts";

export interface Limits {
  /** MB; null for no limit. */
  readonly memoryMb: number | null;
  /** Cores; null for no limit. */
  readonly cpus: number | null;
}

export interface ControlGroup {
  /** Of the kernel's file system; in version 1 one for each controller. */
  readonly folders: readonly string[];
  /** Whatever process `start` makes is in the group from its first moment. It must not await anything. */
  inside<T>(start: () => T): T;
  /** Sets the limits. False where more memory is in use by now: to end the processes is then for the caller. */
  limit(): boolean;
  /** Whether that was so, or the kernel has ended a process because the memory ran out. */
  ranOutOfMemory(): boolean;
  /** The most memory at once, bytes; null where the kernel does not tell. */
  peakMemoryBytes(): number | null;
}

const megabyte = 1024 * 1024;
/** Bytes that there is room for while we start the command from inside the group. */
const startMemory = 256 * megabyte;
/** Microseconds: processor time is given out in portions of this long. */
const periodUs = 100_000;

/** What a version of control groups calls things. */
interface Files {
  readonly limitMemory: (write: Write, bytes: number) => void;
  readonly limitCpus: (write: Write, cpus: number) => void;
  readonly events: string;
  readonly peak: string;
}
type Write = (name: string, value: string | number) => void;

const versions: Record<GroupPlace["version"], Files> = {
  1: {
    limitMemory(write, bytes) {
      write("memory.limit_in_bytes", bytes);
      optional(() => write("memory.memsw.limit_in_bytes", bytes));
    },
    limitCpus(write, cpus) {
      write("cpu.cfs_period_us", periodUs);
      write("cpu.cfs_quota_us", Math.round(cpus * periodUs));
    },
    events: "memory.oom_control",
    peak: "memory.max_usage_in_bytes",
  },
  2: {
    limitMemory(write, bytes) {
      write("memory.max", bytes);
      optional(() => write("memory.swap.max", 0));
    },
    limitCpus: (write, cpus) => write("cpu.max", `${Math.round(cpus * periodUs)} ${periodUs}`),
    events: "memory.events",
    peak: "memory.peak",
  },
};

/**
 * Makes a group for these limits; undefined where there are none, or none can be set here.
 *
 * @param record is told of the folders before they are made: `dismantle` has to come for them
 */
export async function makeGroup(
  name: string,
  { memoryMb, cpus }: Limits,
  record: (folders: readonly string[]) => Promise<void>,
  system: GroupSystem | undefined = groupSystem(),
): Promise<ControlGroup | undefined> {
  const find = (controller: Controller) => system && placeFor(controller, system);
  const memory = memoryMb === null ? undefined : find("memory");
  const cpu = cpus === null ? undefined : find("cpu");
  const places = [memory, cpu].filter((place) => place !== undefined);
  if (places.length === 0) return undefined;
  const folderIn = ({ parent }: GroupPlace) => path.join(parent, name);
  const move = (folders: readonly string[]) => {
    for (const folder of folders) writeFileSync(path.join(folder, "cgroup.procs"), String(process.pid));
  };
  const read = (file: (files: Files) => string) =>
    memory &&
    optional(() => readFileSync(path.join(folderIn(memory), file(versions[memory.version])), "utf8"));

  const limitMemory = (place: GroupPlace, bytes: number) =>
    versions[place.version].limitMemory(writerIn(folderIn(place)), bytes);
  const memoryLimit = (memoryMb ?? 0) * megabyte;

  const folders = [...new Set(places.map(folderIn))];
  await record(folders);
  try {
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    // What could not be set would be found out too late once the command runs.
    if (memory) limitMemory(memory, Math.max(memoryLimit, startMemory));
  } catch {
    await dismantle(folders);
    return undefined;
  }
  let refused = false;
  return {
    folders,

    // A program that moved the process after it has started would miss what that had started by then.
    inside(start) {
      move(folders);
      try {
        return start();
      } finally {
        // The command runs: whether we come out again does not change that.
        optional(() => move(places.map(({ own }) => own)));
      }
    },

    // Not before it has started: while we are in there, the memory that we use counts.
    limit() {
      // A limit above the one that holds for us is refused, and would change nothing.
      if (cpu) optional(() => versions[cpu.version].limitCpus(writerIn(folderIn(cpu)), cpus ?? 0));
      try {
        if (memory) limitMemory(memory, memoryLimit);
      } catch (error) {
        refused = hasCode(error, "EBUSY");
      }
      return !refused;
    },

    ranOutOfMemory: () => refused || /^oom_kill [1-9]/m.test(read(({ events }) => events) ?? ""),
    peakMemoryBytes: () => Number(read(({ peak }) => peak) ?? 0) || null,
  };
}

function writerIn(folder: string): Write {
  return (file, value) => writeFileSync(path.join(folder, file), String(value));
}

const pollMs = 20;
/** How long what is killed may take to be gone. */
const patienceMs = 2_000;

/** Ends what is left in the groups, and removes them. A group that cannot be removed now stays. */
export async function dismantle(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (let waited = 0; waited < patienceMs && !isRemoved(folder); waited += pollMs) {
      killAll(folder);
      await pause(pollMs);
    }
  }
}

function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return !hasCode(error, "EBUSY");
  }
}

function killAll(folder: string): void {
  const pids = optional(() => readFileSync(path.join(folder, "cgroup.procs"), "utf8")) ?? "";
  for (const pid of pids.split("\n").filter(Boolean).map(Number)) {
    if (pid !== process.pid) optional(() => process.kill(pid, "SIGKILL"));
  }
}

/** Undefined where it cannot be done: not every kernel has every file. */
function optional<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
