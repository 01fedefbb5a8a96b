import { InvalidArgumentError } from "commander";
import { parseDuration } from "../duration.ts";

/** Parsers for commander: what they throw becomes one line and exit code 2. */

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Milliseconds. */
export function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && Number.isFinite(milliseconds)) return milliseconds;
  throw new InvalidArgumentError("It must be a duration such as 500ms, 30s, 10m, 2h or 7d.");
}

/** A moment in ISO 8601; in this machine's time zone where it names none. */
export function time(text: string): Date {
  const date = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? new Date(text)
    : new Date(Number.NaN);
  // Date turns 31 February into March.
  const sameDay = !Number.isNaN(date.getTime()) && dayExists(text);
  if (sameDay) return date;
  throw new InvalidArgumentError("It must be a time such as 2030-01-31T09:00:00Z.");
}

function dayExists(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate() >= day && day > 0;
}

export function cores(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 0.01 && number <= 1024) return number;
  throw new InvalidArgumentError("It must be a number of cores such as 0.5 or 2.");
}

/** One of `values`, as many times as the option is given. */
export function oneOf<T extends string>(values: readonly T[]): (text: string, previous?: T[]) => T[] {
  return (text, previous = []) => {
    if (values.includes(text as T)) return [...previous, text as T];
    throw new InvalidArgumentError(`It must be one of ${values.join(", ")}.`);
  };
}

/** Gathers an option that may be given many times. */
export function collect(text: string, previous: string[] = []): string[] {
  return [...previous, text];
}
