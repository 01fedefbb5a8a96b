import { readLine, type Span } from "./ansi.ts";
import { plain, type TextStyle } from "./text-style.ts";

export interface LogLine {
  readonly attempt: number;
  readonly stream: "stdout" | "stderr";
  /** Without what a terminal would obey. */
  readonly text: string;
  /** Where it has colours. */
  readonly spans?: readonly Span[];
  /** Whether it goes on the line before, which was too long for one row. */
  readonly continued: boolean;
}

export interface LogPiece {
  readonly attempt: number;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Characters that one row shows: a browser that is given a megabyte in one row stands still. */
export const longestRow = 2_000;

interface OpenLine {
  text: string;
  style: TextStyle;
}

/**
 * A job's output as rows, while it comes in pieces that end anywhere. Each stream of each attempt has a line
 * of its own that is still open; it is shown as the last row of its stream, and replaced when it grows.
 */
export class LogText {
  /** Closed rows, in the order in which their lines ended. */
  readonly lines: LogLine[] = [];
  readonly #open = new Map<string, OpenLine & Omit<LogPiece, "text">>();
  /** Characters of the longest row. */
  widest = 0;

  push({ attempt, stream, text }: LogPiece): void {
    const key = `${attempt} ${stream}`;
    const open = this.#open.get(key) ?? { attempt, stream, text: "", style: plain };
    const parts = (open.text + text).split("\n");
    const rest = parts.pop() as string;
    for (const part of parts) {
      const { rows, style } = toRows({ ...open, text: part });
      this.#add(rows);
      open.style = style;
    }
    this.#open.set(key, { ...open, text: this.#shorten(open, rest) });
  }

  /** All rows, those whose lines are still open at the end. */
  rows(): readonly LogLine[] {
    const open = [...this.#open.values()]
      .filter(({ text }) => text !== "")
      .flatMap((line) => toRows(line).rows);
    this.#widen(open);
    return open.length === 0 ? this.lines : [...this.lines, ...open];
  }

  /** Closes what a line without an end has more than a row; a program may never write a line feed. */
  #shorten(open: OpenLine & Omit<LogPiece, "text">, rest: string): string {
    if (rest.length <= longestRow * 4) return rest;
    const { rows, style } = toRows({ ...open, text: rest });
    this.#add(rows);
    open.style = style;
    return "";
  }

  #add(rows: readonly LogLine[]): void {
    for (const row of rows) this.lines.push(row);
    this.#widen(rows);
  }

  #widen(rows: readonly LogLine[]): void {
    for (const { text } of rows) this.widest = Math.max(this.widest, text.length);
  }
}

/** A line as rows. A progress bar writes over its line: what counts is behind the last carriage return. */
function toRows({ attempt, stream, text, style }: OpenLine & Omit<LogPiece, "text">): {
  rows: LogLine[];
  style: TextStyle;
} {
  const line = text.endsWith("\r") ? text.slice(0, -1) : text;
  const seen = line.slice(line.lastIndexOf("\r") + 1);
  const pieces = seen.length <= longestRow ? [seen] : cut(seen);
  const rows: LogLine[] = [];
  let current = style;
  for (const [index, piece] of pieces.entries()) {
    const read = readLine(piece, current);
    current = read.style;
    rows.push({
      attempt,
      stream,
      text: read.text,
      continued: index > 0,
      ...(read.spans && { spans: read.spans }),
    });
  }
  return { rows, style: current };
}

/** Pieces of a row's length, not cut within a control sequence that is short or within a character. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + longestRow, text.length);
    const sequence = text.lastIndexOf("\x1b", end - 1);
    if (end < text.length && sequence > start && end - sequence < 20) end = sequence;
    if (end < text.length && end - start > 1 && /[\ud800-\udbff]/.test(text[end - 1] as string)) end--;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
