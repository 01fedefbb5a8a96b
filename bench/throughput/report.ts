import { markdownTable } from "../report.ts";
import type { Figures } from "./measure-contender.ts";

export interface Measured {
  readonly server: string;
  readonly run: number;
  /** The machine's load before the run. */
  readonly load: string;
  readonly throughput: Extract<Figures, { done: number }>;
  readonly latency: Extract<Figures, { p50: number }>;
}

const headings = ["on", "", "enqueued/s", "done/s", "latency p50", "p99", "load"];

/** The figures as a Markdown table. */
export function table(measured: readonly Measured[]): string {
  const rate = (figure: number) => Math.round(figure).toLocaleString("en");
  const time = (figure: number) => `${figure.toFixed(1)} ms`;
  const rows = measured.map(({ server, throughput, latency, load }) => [
    server.split(",")[0],
    throughput.description,
    rate(throughput.enqueued),
    rate(throughput.done),
    time(latency.p50),
    time(latency.p99),
    load,
  ]);
  return markdownTable(headings, rows, 2);
}
