/** A chart of lines over time, as an SVG picture: a strip for each line, all over the same seconds. */

import { blue, picture, text, width } from "./svg.ts";

export interface Line {
  readonly title: string;
  readonly unit: string;
  /** One figure for each sample. */
  readonly figures: readonly number[];
}

const left = 60;
const right = 20;
const stripHeight = 90;
const stripGap = 40;

/** @param seconds when each sample was taken */
export function lineChart(title: string, seconds: readonly number[], lines: readonly Line[]): string {
  const end = seconds.at(-1) ?? 1;
  const x = (second: number) => left + (second / end) * (width - left - right);
  const height = 50 + lines.length * (stripHeight + stripGap) + 10;
  const strips = lines.map((line, place) => {
    const top = 50 + place * (stripHeight + stripGap);
    return `<g transform="translate(0 ${top})">${strip(line, seconds.map(x))}</g>`;
  });
  return picture(title, height, [
    text(left, 20, title, 'font-weight="bold"'),
    ...strips,
    text(left, height - 6, "0 s"),
    text(width - right, height - 6, `${Math.round(end)} s`, 'text-anchor="end"'),
  ]);
}

function strip({ title, unit, figures }: Line, places: readonly number[]): string {
  const most = Math.max(...figures, Number.MIN_VALUE);
  const points = figures.map((figure, sample) => {
    const y = stripHeight * (1 - figure / most);
    return `${(places[sample] ?? 0).toFixed(1)},${y.toFixed(1)}`;
  });
  const floor = `<line x1="${left}" x2="${width - right}" y1="${stripHeight}" y2="${stripHeight}" stroke="#999"/>`;
  return [
    text(left, -6, title),
    text(
      left - 6,
      4,
      `${new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(most)} ${unit}`,
      'text-anchor="end"',
    ),
    floor,
    `<polyline points="${points.join(" ")}" fill="none" stroke="${blue}" stroke-width="1.5"/>`,
  ].join("\n");
}
