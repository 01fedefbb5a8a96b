/** What marks a container as ours. A container without these is never touched. */

import { LongshoreError } from "../../errors.ts";
import type { LaunchSpec } from "../executor.ts";
import type { ContainerInspect } from "./engine-types.ts";

export type ExecutionKey = Pick<LaunchSpec, "installation" | "jobId" | "attempt">;

export const labels = {
  installation: "dev.longshore.installation",
  job: "dev.longshore.job",
  attempt: "dev.longshore.attempt",
  spec: "dev.longshore.spec",
} as const;

export function labelsOf({ installation, jobId, attempt }: ExecutionKey): Record<string, string> {
  return {
    [labels.installation]: installation,
    [labels.job]: jobId,
    [labels.attempt]: String(attempt),
  };
}

/** @throws {LongshoreError} FOREIGN_CONTAINER where it was not made by Longshore: to look is all we may. */
export function requireOurs({ Id, Config }: ContainerInspect): void {
  if (Config.Labels?.[labels.installation] !== undefined) return;
  throw new LongshoreError("FOREIGN_CONTAINER", { id: Id });
}
