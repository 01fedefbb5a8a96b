/** A chart of what a claim reads, beside the query that comes to mind first. */
import { barChart } from "../charts/bar-chart.ts";
import type { Stage } from "./measure-claims.ts";

const claim = "claim 10";
const plain = "plain query for 10";

export function chart(title: string, stages: readonly Stage[]): string {
  const bars = (question: string, reference: boolean) =>
    stages.map(({ name, costs }) => {
      const reads = costs[question]?.reads ?? 0;
      return { name, figure: reads, words: reads.toLocaleString("en"), reference };
    });
  const measure = stages[0]?.measure ?? "";
  const upTo = Math.max(...bars(plain, true).map(({ figure }) => figure));
  return barChart(title, [
    { title: `A claim of ten jobs: ${measure} read`, bars: bars(claim, false), logarithmic: true, upTo },
    { title: `The plain query for ten: ${measure} read`, bars: bars(plain, true), logarithmic: true },
  ]);
}
