/** Where things are in a chart, in pixels. */
export const size = { height: 170, top: 8, bottom: 24 } as const;

/** Pixels of a character of a label. */
const character = 7;

export interface ChartLine {
  readonly name: string;
  readonly tone: "good" | "bad" | "plain" | "strong";
  /** One for each time; null where there is nothing to tell. */
  readonly values: readonly (number | null)[];
}

interface Given {
  readonly kind: "bars" | "lines";
  readonly lines: readonly ChartLine[];
  readonly ticks: (most: number) => readonly number[];
  readonly format: (value: number) => string;
  readonly width: number;
}

export function layOut({ kind, lines, ticks, format, width }: Given) {
  const count = lines[0]?.values.length ?? 0;
  const sums = Array.from({ length: count }, (_, index) => lines.map(({ values }) => values[index] ?? 0));
  const most = Math.max(
    0,
    ...sums.map((values) => (kind === "bars" ? values.reduce((a, b) => a + b, 0) : Math.max(...values))),
  );
  const marks = ticks(most);
  const end = marks.at(-1) ?? 1;
  const left = Math.max(...marks.map((mark) => format(mark).length)) * character + 12;
  const step = Math.max(0, width - left) / Math.max(1, count);
  const room = size.height - size.top - size.bottom;
  return {
    marks,
    left,
    step,
    /** The middle of a step. */
    x: (index: number) => left + (index + 0.5) * step,
    y: (value: number) => size.top + room * (1 - value / end),
  };
}

/** A line through the values, broken where there are none; one alone is a dot, which has a path of its own. */
export function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): { line: string; dots: string } {
  const isPoint = (index: number) => typeof values[index] === "number";
  const path = { line: "", dots: "" };
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const place = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    if (isPoint(index - 1)) path.line += `L${place}`;
    else if (isPoint(index + 1)) path.line += `M${place}`;
    else path.dots += `M${place}h0.1`;
  }
  return path;
}

/** The steps whose time is written below: at round quarters of an hour, as many as there is room for. */
export function timeMarks(times: readonly Date[], width: number): number[] {
  const most = Math.max(2, Math.floor(width / 80));
  const every = [5, 10, 15, 30, 60, 120, 240, 360].find((minutes) => {
    return times.filter((time) => isRound(time, minutes)).length <= most;
  });
  // A label is wider than a step.
  const steps = Math.ceil((times.length * 24) / Math.max(1, width));
  const atEdge = (index: number) => index < steps || index >= times.length - steps;
  return times.flatMap((time, index) =>
    every !== undefined && isRound(time, every) && !atEdge(index) ? [index] : [],
  );
}

/** In the viewer's zone, which need not be whole hours off. */
function isRound(time: Date, minutes: number): boolean {
  return (time.getHours() * 60 + time.getMinutes()) % minutes === 0;
}
