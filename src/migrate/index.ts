/** How a schema moves: plan, run, verify. `migrations/` says what; the catalog says what is left of it. */
export { type MigrateOptions, type MigrateResult, migrate, plan } from "./migrate.ts";
export type { MigrationPlan } from "./plan/plan-migration.ts";
export type { MigrateProgress, Outcome, ProgressListener } from "./progress.ts";
export type { MigrationResult } from "./run-migration.ts";
