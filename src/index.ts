/** Longshore's public API. */

export type { SettingsInput as Settings } from "./config.ts";
export type { CallerTransaction } from "./database/caller-transaction.ts";
export { type ErrorCode, isLongshoreError, LongshoreError } from "./errors.ts";
export { Longshore, type LongshoreOptions } from "./longshore.ts";
export type { MigrateOptions, MigrateResult } from "./migrate/migrate.ts";
export type { Attempt, Job } from "./queue/job.ts";
export type { JobSpec } from "./queue/job-spec.ts";
export type { ListOptions } from "./queue/list.ts";
export type { LogChunk, LogPosition } from "./queue/log-chunks.ts";
export { Priority } from "./queue/priority.ts";
export type { EnqueueOptions, Queue } from "./queue/queue.ts";
export type { QueueStatus } from "./queue/readings.ts";
export { type Status, statuses } from "./queue/states.ts";
export type { Stats } from "./queue/stats.ts";
export type { RunningServer } from "./server/serve.ts";
export type { Logger } from "./worker/settings.ts";
export type { Worker } from "./worker/worker.ts";
