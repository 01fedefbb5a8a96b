/** How figures are shown, and kept. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const folder = path.join(import.meta.dirname, "results");

/** Figures as a Markdown table, all but the first columns to the right. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
  words = 1,
): string {
  const lines = [headings, headings.map((_, column) => (column < words ? "---" : "--:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Keeps what was measured last under this name: a line of JSON for each, and a chart where there is one. */
export function keepResults(name: string, measured: readonly object[], chart?: string): void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(`${file}.jsonl`, `${measured.map((each) => JSON.stringify(each)).join("\n")}\n`);
  if (chart !== undefined) writeFileSync(`${file}.svg`, chart);
}
