/** A chart of a run: for each contender a strip, with the longest write under way in each tenth of a second. */
import { blue, picture, red, text, width } from "../charts/svg.ts";
import { type Measurement, timelineStep } from "./measurement.ts";

const left = 60;
const stripHeight = 110;
const stripGap = 44;
/** The marks of the logarithmic scale, in milliseconds. */
const marks = [1, 10, 100, 1000, 10_000];

/** An SVG picture. All strips share their scales. */
export function chart(title: string, measurements: readonly Measurement[]): string {
  const end = Math.max(...measurements.map(({ timeline }) => timeline.length)) * timelineStep;
  const x = (milliseconds: number) => left + (milliseconds / end) * (width - left - 20);
  const strips = measurements.map((measurement, place) => {
    return `<g transform="translate(0 ${50 + place * (stripHeight + stripGap)})">${strip(measurement, x)}</g>`;
  });
  const height = 50 + measurements.length * (stripHeight + stripGap) + 20;
  return picture(`The longest write under way, on ${title}`, height, [
    text(left, 22, title, 'font-weight="bold"'),
    ...strips,
    ...secondMarks(end).map((second) =>
      text(x(second * 1000), height - 12, `${second} s`, 'text-anchor="middle"'),
    ),
  ]);
}

function strip(measurement: Measurement, x: (milliseconds: number) => number): string {
  const { contender, timeline, totalMilliseconds, exitCode, during } = measurement;
  const outcome = exitCode === 0 ? "" : ", ended with an error";
  const heading = `${contender}${outcome}: longest write ${Math.round(during.longest)} ms, ${during.failed} failed`;
  const barWidth = Math.max(0.5, x(timelineStep) - x(0) - 0.2);
  const bars = timeline.map(({ longest, failed }, slot) => {
    const top = y(longest);
    const colour = failed > 0 ? red : blue;
    const size = `width="${barWidth.toFixed(2)}" height="${(stripHeight - top).toFixed(1)}"`;
    return `<rect x="${x(slot * timelineStep).toFixed(1)}" y="${top.toFixed(1)}" ${size} fill="${colour}"/>`;
  });
  const done = x(totalMilliseconds).toFixed(1);
  return [
    text(left, -6, heading),
    ...marks.map((mark) => {
      const line = `<line x1="${left}" x2="${width - 20}" y1="${y(mark)}" y2="${y(mark)}" stroke="#ddd"/>`;
      return (
        line +
        text(left - 6, y(mark) + 4, mark < 1000 ? `${mark} ms` : `${mark / 1000} s`, 'text-anchor="end"')
      );
    }),
    ...bars,
    `<line x1="${done}" x2="${done}" y1="0" y2="${stripHeight}" stroke="black" stroke-dasharray="3 2"/>`,
  ].join("\n");
}

function y(milliseconds: number): number {
  const share = Math.log10(Math.max(milliseconds, 1)) / Math.log10(marks.at(-1) as number);
  return Math.round(stripHeight * Math.max(0, 1 - share));
}

function secondMarks(end: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((candidate) => end / 1000 / candidate <= 12) ?? 200;
  return Array.from({ length: Math.floor(end / 1000 / step) + 1 }, (_, place) => place * step);
}
