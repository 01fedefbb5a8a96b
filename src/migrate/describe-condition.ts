import type { StepCondition } from "./statements/index.ts";

/** `only if there is a row: SELECT …` */
export function describeCondition({ query, repeat }: StepCondition): string {
  return `${repeat ? "again while" : "only if"} there is a row: ${query}`;
}
