/**
 * Where a reader is in a container's log, exactly, and how to find that place again.
 *
 * The engine can be asked for records since a time, that time included. Within one stream times never
 * go back, but all parts of a line of over 16 KiB have the time of its first part; and records of the
 * two streams may lie in the log a little out of order. So the place is kept for each stream: the time
 * of its last record, and how many records of that time were read.
 */

import { LongshoreError } from "../../errors.ts";
import type { OutputStream } from "../executor.ts";

export interface StreamPosition {
  /** As the engine writes it: RFC 3339 in UTC with nine digits of a second, so text order is time order. */
  readonly time: string;
  /** How many records of that time were read. */
  readonly count: number;
  /** Whether the last one had no line break at its end. */
  readonly open: boolean;
}

export type LogPosition = Partial<Record<OutputStream, StreamPosition>>;

/** By how much the streams may be out of order, ms: for so long the engine would have had to be stuck. */
const disorderMs = 60_000;

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z`;
const timePattern = new RegExp(`^${time}$`);
const cursorPattern = new RegExp(String.raw`^(stdout|stderr)@(${time})x([1-9]\d{0,11})(\+?)$`);

export function isLogTime(text: string): boolean {
  return timePattern.test(text);
}

/** Text such as `stdout@2026-01-02T03:04:05.000000006Zx1 stderr@…x2+`; the plus says open. */
export function formatCursor(position: LogPosition): string {
  return (["stdout", "stderr"] as const)
    .map((name) => ({ name, at: position[name] }))
    .flatMap(({ name, at }) =>
      at === undefined ? [] : `${name}@${at.time}x${at.count}${at.open ? "+" : ""}`,
    )
    .join(" ");
}

/** @throws {LongshoreError} INVALID_INPUT */
export function parseCursor(cursor: string): LogPosition {
  const position: LogPosition = {};
  for (const part of cursor.split(" ")) {
    const [, stream, time, count, open] = cursorPattern.exec(part) ?? [];
    if (time === undefined) {
      throw new LongshoreError("INVALID_INPUT", {
        what: `output cursor "${cursor}"`,
        why: "it is not one of ours",
      });
    }
    position[stream as OutputStream] = { time, count: Number(count), open: open === "+" };
  }
  return position;
}

/**
 * The time to ask for records since, `seconds.nanoseconds`, so that none which was not read is left out;
 * undefined for all.
 */
export function sinceOf(position: LogPosition): string | undefined {
  const times = Object.values(position).map(({ time }) => millisecondsOf(time));
  if (times.length === 0) return undefined;
  const earliest = Math.max(...times) - disorderMs;
  const sinces = (["stdout", "stderr"] as const).map((stream) => {
    const at = position[stream];
    // A line that is still open may go on under its old time, however old that is.
    const exact = at !== undefined && (at.open || millisecondsOf(at.time) > earliest);
    return exact ? unixTime(at.time) : unixTime(new Date(earliest).toISOString());
  });
  return sinces.sort()[0];
}

function millisecondsOf(time: string): number {
  return Date.parse(`${time.slice(0, 23)}Z`);
}

/** ISO time with any number of digits after the point, as seconds with nine. */
function unixTime(time: string): string {
  const [whole = "", fraction = ""] = time.replace("Z", "").split(".");
  return `${Date.parse(`${whole}Z`) / 1000}.${fraction.padEnd(9, "0")}`;
}
