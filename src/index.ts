/** Longshore's public API. */

export type { SettingsInput as Settings } from "./config.ts";
export type { CallerTransaction } from "./database/caller-transaction.ts";
export { type ErrorCode, isLongshoreError, LongshoreError } from "./errors.ts";
export { Longshore, type LongshoreOptions } from "./longshore.ts";
export type { MigrateOptions, MigrateResult } from "./migrate/migrate.ts";
export type { Attempt, Job } from "./queue/job/job.ts";
export type { JobSpec } from "./queue/job/job-spec.ts";
export { Priority } from "./queue/job/priority.ts";
export type { QueueStatus } from "./queue/job/readings.ts";
export { type Status, statuses } from "./queue/job/states.ts";
export type { ListOptions } from "./queue/list.ts";
export type { LogChunk, LogPosition } from "./queue/output/log-chunks.ts";
export type { EnqueueOptions, Queue } from "./queue/queue.ts";
export type { Stats } from "./queue/stats.ts";
export type { RunningServer } from "./server/serve.ts";
export type { Logger } from "./worker/settings.ts";
export type { Worker } from "./worker/worker.ts";
