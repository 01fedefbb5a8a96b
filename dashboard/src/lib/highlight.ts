import type { Span } from "./ansi.ts";
import { plain } from "./text-style.ts";

export interface Piece extends Span {
  /** Whether it is what was searched for. */
  readonly hit: boolean;
}

/** A line's spans, cut where what is searched for begins and ends; a hit may reach over several. */
export function highlight(
  line: { readonly text: string; readonly spans?: readonly Span[] },
  wanted: string,
): Piece[] {
  const spans = line.spans ?? [{ text: line.text, style: plain }];
  const hits = findAll(line.text, wanted);
  const pieces: Piece[] = [];
  let start = 0;
  for (const { text, style } of spans) {
    const end = start + text.length;
    const within = hits.flat().filter((place) => place > start && place < end);
    const cuts = [start, ...within, end];
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      const to = cuts[index + 1] as number;
      const hit = hits.some(([hitFrom, hitTo]) => hitFrom <= from && to <= hitTo);
      if (to > from) pieces.push({ text: text.slice(from - start, to - start), style, hit });
    }
    start = end;
  }
  return pieces;
}

/** Where it occurs, in any case; occurrences do not overlap. */
function findAll(text: string, wanted: string): [from: number, to: number][] {
  if (wanted === "") return [];
  const hits: [number, number][] = [];
  const lower = text.toLowerCase();
  // Some letters change their length with their case: then places would not fit.
  const [where, what] = lower.length === text.length ? [lower, wanted.toLowerCase()] : [text, wanted];
  for (let from = where.indexOf(what); from !== -1; from = where.indexOf(what, from + what.length)) {
    hits.push([from, from + what.length]);
  }
  return hits;
}

export function contains(text: string, wanted: string): boolean {
  return findAll(text, wanted).length > 0;
}
