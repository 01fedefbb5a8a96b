import type { Proof, StepProof } from "../migrate/prove/index.ts";
import { print, printTable } from "./output.ts";

/** What `migrate --prove` prints: how probes fared, step by step. */
export function printProof({ steps, total }: Proof): void {
  print();
  printTable(["STEP", "PROBES", "LONGEST", "P99", "ERRORS"], [...steps, total].map(toRow));
  if (total.firstError !== undefined) print(`The first error: ${total.firstError}`);
}

function toRow({ step, probes, longest, p99, errors }: StepProof): string[] {
  return [step, String(probes), milliseconds(longest), milliseconds(p99), String(errors)];
}

const milliseconds = (time: number) => `${time.toFixed(1)} ms`;
