import { readLine, type Span } from "./ansi.ts";
import { plain, type TextStyle } from "./text-style.ts";

export interface LogLine {
  /** From 1; rows of one line have the same. */
  readonly number: number;
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

interface OpenLine extends LogPiece {
  readonly style: TextStyle;
  /** Whether rows of it are closed already. */
  readonly begun: boolean;
}

type Row = Omit<LogLine, "number">;

/**
 * A job's output as rows, while it comes in pieces that end anywhere. Each stream of each attempt has a line
 * of its own that is still open; it is shown as the last row of its stream, and replaced when it grows.
 */
export class LogText {
  /** Closed rows, in the order in which their lines ended. */
  readonly lines: LogLine[] = [];
  readonly #open = new Map<string, OpenLine>();
  #count = 0;
  /** Characters of the longest row. */
  widest = 0;

  push({ attempt, stream, text }: LogPiece): void {
    const key = `${attempt} ${stream}`;
    let open = this.#open.get(key) ?? { attempt, stream, text: "", style: plain, begun: false };
    const parts = (open.text + text).split("\n");
    const rest = parts.pop() as string;
    for (const part of parts) open = { ...open, ...this.#close({ ...open, text: part }), begun: false };
    // A program may never write a line feed.
    if (rest.length > longestRow * 4)
      open = { ...open, ...this.#close({ ...open, text: rest }), begun: true };
    else open = { ...open, text: rest };
    this.#open.set(key, open);
  }

  /** All rows, those whose lines are still open at the end. */
  rows(): readonly LogLine[] {
    const open = [...this.#open.values()]
      .filter(({ text }) => text !== "")
      .flatMap((line) => toRows(line).rows);
    if (open.length === 0) return this.lines;
    return [...this.lines, ...this.#number(open, this.#count).rows];
  }

  /** Adds a line's rows to the closed ones. @returns what the rest of its stream begins with */
  #close(line: OpenLine): Pick<OpenLine, "text" | "style"> {
    const { rows, style } = toRows(line);
    const numbered = this.#number(rows, this.#count);
    for (const row of numbered.rows) this.lines.push(row);
    this.#count = numbered.last;
    return { text: "", style };
  }

  #number(rows: readonly Row[], before: number): { rows: LogLine[]; last: number } {
    let number = before;
    const numbered = rows.map((row) => {
      if (!row.continued) number++;
      this.widest = Math.max(this.widest, row.text.length);
      return { ...row, number };
    });
    return { rows: numbered, last: number };
  }
}

/** A line as rows. A progress bar writes over its line: what counts is behind the last carriage return. */
function toRows({ attempt, stream, text, style, begun }: OpenLine): { rows: Row[]; style: TextStyle } {
  const line = text.endsWith("\r") ? text.slice(0, -1) : text;
  const seen = line.slice(line.lastIndexOf("\r") + 1);
  // What is left of a line that was closed row by row may be nothing.
  if (begun && seen === "") return { rows: [], style };
  const pieces = seen.length <= longestRow ? [seen] : cut(seen);
  const rows: Row[] = [];
  let current = style;
  for (const [index, piece] of pieces.entries()) {
    const read = readLine(piece, current);
    current = read.style;
    rows.push({
      attempt,
      stream,
      text: read.text,
      continued: begun || index > 0,
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
