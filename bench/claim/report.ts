import { markdownTable } from "../report.ts";
import type { Stage } from "./measure-claims.ts";

/** A line for each stage: what each question reads, how that compares with the first stage, and how long it takes. */
export function table(stages: readonly Stage[]): string {
  const [first] = stages;
  if (first === undefined) return "";
  const questions = Object.keys(first.costs);
  const rows = stages.map(({ name, costs }) => [
    name,
    ...questions.map((question) => {
      const [cost, before] = [costs[question], first.costs[question]];
      if (!cost || !before) return "";
      const ratio = (cost.reads / before.reads).toFixed(2);
      return `${cost.reads.toLocaleString("en")} (× ${ratio}), ${cost.time.toFixed(1)} ms`;
    }),
  ]);
  const headings = [`${first.measure} read, time`, ...questions];
  return markdownTable(headings, rows);
}
