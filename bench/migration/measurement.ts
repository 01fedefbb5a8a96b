/** What the writers met while a contender worked, from the list of all their writes. */
import type { CommandResult } from "./timed-command.ts";
import type { Write } from "./writer.ts";

export interface Latencies {
  readonly writes: number;
  readonly failed: number;
  /** Milliseconds of the longest write, failed ones among them. */
  readonly longest: number;
  readonly p99: number;
}

export interface Measurement {
  readonly contender: string;
  readonly exitCode: number | null;
  readonly totalMilliseconds: number;
  /** Before it began, but for the first second of cold caches: what the machine gives without a migration. */
  readonly quiet: Latencies;
  /** From its beginning until the writers stopped. */
  readonly during: Latencies;
  /** The first error that a writer got. */
  readonly writeError?: string;
  /** The five longest writes: when they began, in milliseconds after the contender, and what they took. */
  readonly stalls: readonly { readonly after: number; readonly milliseconds: number }[];
  /** For each tenth of a second after the beginning: the longest write under way, and how many failed. */
  readonly timeline: readonly { readonly longest: number; readonly failed: number }[];
  /** What it printed, and how many milliseconds after its beginning. */
  readonly output: readonly { readonly after: number; readonly text: string }[];
}

export const timelineStep = 100;
const warmUp = 1000;

export function measure(contender: string, result: CommandResult, writes: readonly Write[]): Measurement {
  const { at, exitCode, milliseconds, lines } = result;
  // A write that the contender found under way may well have to wait for it.
  const during = writes.filter((write) => write.at + write.milliseconds > at);
  const warm = (writes[0]?.at ?? 0) + warmUp;
  const quiet = writes.filter((write) => write.at > warm && write.at + write.milliseconds <= at);
  const error = during.find((write) => write.error !== undefined)?.error;
  const longestFirst = during.toSorted((a, b) => b.milliseconds - a.milliseconds);
  return {
    contender,
    exitCode,
    totalMilliseconds: Math.round(milliseconds),
    quiet: latencies(quiet),
    during: latencies(during),
    ...(error === undefined ? {} : { writeError: error }),
    stalls: longestFirst.slice(0, 5).map((write) => ({
      after: Math.round(write.at - at),
      milliseconds: tenths(write.milliseconds),
    })),
    timeline: timeline(during, at),
    output: lines.map((line) => ({ after: Math.round(line.at - at), text: line.text })),
  };
}

function latencies(writes: readonly Write[]): Latencies {
  const sorted = writes.map((write) => write.milliseconds).sort((a, b) => a - b);
  return {
    writes: writes.length,
    failed: writes.filter((write) => write.error !== undefined).length,
    longest: tenths(sorted.at(-1) ?? 0),
    p99: tenths(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
  };
}

function timeline(writes: readonly Write[], start: number): { longest: number; failed: number }[] {
  const slotAt = (time: number) => Math.max(0, Math.floor((time - start) / timelineStep));
  const slots: { longest: number; failed: number }[] = [];
  for (const { at, milliseconds, error } of writes) {
    const last = slotAt(at + milliseconds);
    while (slots.length <= last) slots.push({ longest: 0, failed: 0 });
    for (const slot of slots.slice(slotAt(at), last + 1)) {
      slot.longest = Math.max(slot.longest, tenths(milliseconds));
    }
    const end = slots[last];
    if (end !== undefined && error !== undefined) end.failed += 1;
  }
  return slots;
}

const tenths = (milliseconds: number) => Math.round(milliseconds * 10) / 10;
