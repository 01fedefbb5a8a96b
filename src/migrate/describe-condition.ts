import type { Step } from "./statements/index.ts";

/** When and how often a step runs: `only if there is a row: SELECT …` */
export function conditionsOf({ condition, rowBatches }: Pick<Step, "condition" | "rowBatches">): string[] {
  return [
    ...(condition ? [`only if there is a row: ${condition.query}`] : []),
    ...(rowBatches
      ? [`for ${rowBatches.size} rows at a time, each in a transaction: ${rowBatches.next}`]
      : []),
  ];
}
