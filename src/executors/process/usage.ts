/** What a job's processes use, as Linux tells it in /proc. Of other systems nothing is known. */

import { type Usage, unknownUsage } from "../executor.ts";
import { pause } from "../time.ts";
import type { ProcessIdentity } from "./liveness.ts";
import { listProc, readProc, statFields } from "./proc.ts";
import { writeHint } from "./records.ts";

/** Between two looks, ms: the pause doubles from the first to the last. */
const firstPauseMs = 20;
const lastPauseMs = 10_000;

/** Linux counts processor time for programs in hundredths of a second, whatever its own clock. */
const tickMs = 10;

export interface UsageSampler {
  /** The last word, once the command has been reaped. */
  finish(): Promise<Usage>;
}

/**
 * Looks now and then at what the command and its children use, and leaves it in `usage.json`. To be called
 * by the supervisor when it has started the command and nothing else runs under it.
 */
export function sampleUsage(folder: string, leader: ProcessIdentity, startedAt: Date): UsageSampler {
  if (process.platform !== "linux") return { finish: async () => unknownUsage };
  const before = reapedMs(process.pid);
  const done = new AbortController();
  let peakMemoryBytes: number | null = null;

  const sampling = (async () => {
    for (let ms = firstPauseMs; ; ms = Math.min(ms * 2, lastPauseMs)) {
      await pause(ms, done.signal);
      if (done.signal.aborted) return;
      const family = familyOf(leader.pid);
      peakMemoryBytes = Math.max(peakMemoryBytes ?? 0, memoryOf(family)) || null;
      const averageCpuCores = averageCores(busyMs(family), startedAt);
      await writeHint(folder, "usage.json", { peakMemoryBytes, averageCpuCores }).catch(() => {});
    }
  })();

  return {
    async finish() {
      done.abort();
      await sampling;
      return { peakMemoryBytes, averageCpuCores: averageCores(reapedMs(process.pid) - before, startedAt) };
    },
  };
}

/**
 * The process and its descendants; who has lost their parent is not among them. Asking each process for its
 * children costs a hundredth of what reading the whole table does.
 */
function familyOf(pid: number): number[] {
  const children = listProc(`/proc/${pid}/task`).flatMap((thread) => {
    const pids = readProc(`/proc/${pid}/task/${thread}/children`) ?? "";
    return pids.split(" ").filter(Boolean).map(Number);
  });
  return [pid, ...children.flatMap(familyOf)];
}

/** Bytes: what they hold together, or the most that one of them ever held. What they share counts for each. */
function memoryOf(pids: readonly number[]): number {
  const statuses = pids.map((pid) => readProc(`/proc/${pid}/status`) ?? "");
  const held = statuses.map((status) => kilobytes(status, "VmRSS")).reduce((sum, each) => sum + each, 0);
  return 1024 * Math.max(held, ...statuses.map((status) => kilobytes(status, "VmHWM")));
}

function kilobytes(status: string, name: "VmRSS" | "VmHWM"): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
}

/** How long the processes, and those that they have reaped, kept a core busy. */
function busyMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticks(pid, 11) * tickMs + reapedMs(pid), 0);
}

/** The same of those alone that the process has reaped, and theirs. */
function reapedMs(pid: number): number {
  return ticks(pid, 13) * tickMs;
}

/** User and system time stand one behind the other. */
function ticks(pid: number, place: number): number {
  const [user = 0, system = 0] = (statFields(pid) ?? []).slice(place, place + 2).map(Number);
  return user + system;
}

function averageCores(busy: number, startedAt: Date): number {
  return busy / Math.max(1, Date.now() - startedAt.getTime());
}
