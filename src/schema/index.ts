import { attempt } from "./attempt.ts";
import { containerJob } from "./container-job.ts";
import { environmentTemplate } from "./environment-template.ts";
import { executorHost } from "./executor-host.ts";
import { host } from "./host.ts";
import { logChunk } from "./log-chunk.ts";
import { setting } from "./setting.ts";
import { worker } from "./worker.ts";

export * from "./column.ts";
export { claimDueIndex, claimReadyIndex, readyToClaim } from "./container-job.ts";
export { migrationHistory } from "./migration-history.ts";
export * from "./table.ts";

/** The tables that migrations make, in an order in which each comes after those it refers to. */
export const tables = [
  executorHost,
  environmentTemplate,
  containerJob,
  setting,
  worker,
  attempt,
  logChunk,
  host,
] as const;
