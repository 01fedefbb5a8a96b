/** A chart of all contenders: jobs a second, and how soon one begins. */
import { barChart } from "../charts/bar-chart.ts";
import type { Measured } from "./report.ts";

export function chart(title: string, measured: readonly Measured[]): string {
  const bars = (figure: (each: Measured) => number, words: (figure: number) => string) =>
    measured.map((each) => ({
      name: `${each.server.split(" ")[0]}: ${each.throughput.description}`,
      figure: figure(each),
      words: words(figure(each)),
      reference: !each.throughput.description.startsWith("Longshore"),
    }));
  const rate = (figure: number) => `${Math.round(figure).toLocaleString("en")}/s`;
  const time = (figure: number) => `${figure.toFixed(1)} ms`;
  return barChart(title, [
    { title: "No-op jobs done a second", bars: bars(({ throughput }) => throughput.done, rate) },
    {
      title: "Jobs enqueued a second, in batches of 1,000",
      bars: bars(({ throughput }) => throughput.enqueued, rate),
    },
    {
      title: "From submission to begin, median",
      bars: bars(({ latency }) => latency.p50, time),
      logarithmic: true,
    },
  ]);
}
