/** The figures of a run as a Markdown table, and the ratios that the run is about. */
import { markdownTable } from "../report.ts";
import type { Measurement } from "./measurement.ts";

const headings = [
  "",
  "ends with",
  "total",
  "writes",
  "failed writes",
  "longest write",
  "99th percentile",
  "longest before",
];

export function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ contender, exitCode, totalMilliseconds, during, quiet }) => [
    contender,
    exitCode === 0 ? "success" : "an error",
    seconds(totalMilliseconds),
    `${during.writes}`,
    `${during.failed} (${((100 * during.failed) / during.writes).toFixed(1)} %)`,
    milliseconds(during.longest),
    milliseconds(during.p99),
    milliseconds(quiet.longest),
  ]);
  return markdownTable(headings, rows, 2);
}

/** Longshore against each of the others. */
export function ratios(measurements: readonly Measurement[]): string {
  const ours = measurements.find(({ contender }) => contender === "Longshore");
  if (ours === undefined) return "";
  return measurements
    .filter((other) => other !== ours)
    .map(({ contender, during, totalMilliseconds }) => {
      const stall = (during.longest / ours.during.longest).toFixed(1);
      const total = (ours.totalMilliseconds / totalMilliseconds).toFixed(2);
      return `Against ${contender}: its longest write took ${stall} times ours, our total ${total} times its own.`;
    })
    .join("\n");
}

const seconds = (figure: number) => `${(figure / 1000).toFixed(1)} s`;
const milliseconds = (figure: number) =>
  figure < 1000 ? `${figure.toFixed(0)} ms` : `${(figure / 1000).toFixed(1)} s`;
