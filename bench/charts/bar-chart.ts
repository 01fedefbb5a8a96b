/** A chart of bars, as an SVG picture, in groups. */
import { blue, picture, red, text, width } from "./svg.ts";

export interface Bar {
  readonly name: string;
  readonly figure: number;
  /** The figure as it is to be read. */
  readonly words: string;
  /** What the others are held against. */
  readonly reference?: boolean;
}

export interface BarGroup {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Where figures differ by more than can be seen otherwise: each power of ten has the same length. */
  readonly logarithmic?: boolean;
  /** Where its scale ends, if not at its own largest figure: for groups that are to be compared. */
  readonly upTo?: number;
}

const left = 440;
const right = 110;
/** Where a logarithmic scale begins. */
const least = 0.1;
const barHeight = 16;
const rowHeight = 22;
const headHeight = 30;

export function barChart(title: string, groups: readonly BarGroup[]): string {
  let top = 40;
  const parts = groups.map((group) => {
    const drawn = `<g transform="translate(0 ${top})">${draw(group)}</g>`;
    top += headHeight + group.bars.length * rowHeight + 14;
    return drawn;
  });
  return picture(title, top, [text(16, 22, title, 'font-weight="bold"'), ...parts]);
}

function draw({ title, bars, logarithmic = false, upTo = 0 }: BarGroup): string {
  const length = (figure: number) => (logarithmic ? Math.max(0, Math.log10(figure / least)) : figure);
  const longest = Math.max(...bars.map(({ figure }) => length(figure)), length(upTo), Number.MIN_VALUE);
  const rows = bars.map(({ name, figure, words, reference = false }, place) => {
    const top = headHeight + place * rowHeight - 8;
    const size = ((length(figure) / longest) * (width - left - right)).toFixed(1);
    const colour = reference ? red : blue;
    return [
      text(left - 8, top + 12, name, 'text-anchor="end" font-size="11"'),
      `<rect x="${left}" y="${top}" width="${size}" height="${barHeight}" fill="${colour}"/>`,
      text(left + Number(size) + 6, top + 12, words),
    ].join("\n");
  });
  const scale = logarithmic ? `, from ${least}, powers of ten evenly apart` : "";
  return [text(16, 10, `${title}${scale}`), ...rows].join("\n");
}
