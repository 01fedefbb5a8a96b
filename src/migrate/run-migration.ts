import type { Database } from "../database/database.ts";
import { isLongshoreError, LongshoreError } from "../errors.ts";
import { forget, record, recordDone } from "./history.ts";
import { look } from "./look.ts";
import type { Migration } from "./migration.ts";
import type { Observer } from "./observer.ts";
import { type Direction, type MigrationPlan, type PlanScope, planMigration } from "./plan/plan-migration.ts";
import type { DataReport, Outcome, ProgressListener } from "./progress.ts";
import { rowTestsOf, testRows } from "./row-tests.ts";
import { runSteps, type StepListener } from "./run-steps.ts";

export interface MigrationResult {
  readonly name: string;
  readonly outcome: Outcome;
  /** How many steps it took. */
  readonly steps: number;
  /** What became of data in what was dropped, or of what an archive had. */
  readonly reports: readonly DataReport[];
}

export interface RunScope extends PlanScope {
  readonly database: Database;
  readonly onProgress: ProgressListener;
  readonly observer?: Observer;
}

/**
 * Runs what the catalog says is left of a migration, and looks whether it is done then. What is there
 * before the first change is recorded before it: after a crash, ours and theirs can still be told apart.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT, ROWS_VIOLATE_CHECK, SCHEMA_LOCKED, MIGRATION_FAILED, MIGRATION_INCOMPLETE
 */
export async function runMigration(
  migration: Migration,
  direction: Direction,
  scope: RunScope,
): Promise<MigrationResult | undefined> {
  const { name } = migration;
  const plan = await planNow(migration, direction, scope);
  if (!plan.pending) return undefined;

  const reports: DataReport[] = [];
  const onProgress: ProgressListener = (progress) => {
    if (progress.kind === "report") {
      const { what, table, counts } = progress;
      reports.push({ what, table, counts });
    }
    scope.onProgress(progress);
  };
  onProgress({ kind: "begin", name, direction, steps: plan.steps.length });
  const work = direction === "forward" ? apply : undo;
  const outcome = await work(migration, plan, { ...scope, onProgress });
  onProgress({ kind: "end", name, outcome });
  return { name, outcome, steps: plan.steps.length, reports };
}

async function apply(migration: Migration, plan: MigrationPlan, scope: RunScope): Promise<Outcome> {
  const { name, entry } = plan;
  if (!entry) await record(scope.database, name, "started", plan.adopted);
  await runPlan(migration, plan, scope);
  if (entry && entry.how !== "started") return "repaired";
  const outcome = !entry && plan.steps.length === 0 && plan.adopted.length > 0 ? "adopted" : "applied";
  await recordDone(scope.database, name, outcome);
  return outcome;
}

async function undo(migration: Migration, plan: MigrationPlan, scope: RunScope): Promise<Outcome> {
  await runPlan(migration, plan, scope);
  await forget(scope.database, plan.name);
  return "undone";
}

async function runPlan(migration: Migration, plan: MigrationPlan, scope: RunScope): Promise<void> {
  const { name } = plan;
  const { onProgress } = scope;
  try {
    const listener: StepListener = {
      onStart: ({ description }) => onProgress({ kind: "step", name, description }),
      onDone: ({ description }, milliseconds) =>
        onProgress({ kind: "stepDone", name, description, milliseconds }),
      onRetry: ({ description }, attempt, why) =>
        onProgress({ kind: "retry", name, description, attempt, why }),
      onProgress: ({ description }, progress) =>
        onProgress({ kind: "progress", name, description, ...progress }),
      onReport: ({ kind: what, table }, counts) => onProgress({ kind: "report", name, what, table, counts }),
    };
    await runSteps(scope.database, name, plan.steps, listener, scope.observer);
  } catch (error) {
    if (scope.observer?.signal?.aborted) throw error;
    throw (await lateViolation(plan, scope)) ?? error;
  }
  // The others look at old rows themselves.
  const violation = scope.database.dialect === "mariadb" && (await lateViolation(plan, scope));
  if (violation) throw violation;
  const { steps } = await planNow(migration, plan.direction, scope);
  const left = steps.find((step) => !step.condition && step.statements.length > 0);
  if (left) throw new LongshoreError("MIGRATION_INCOMPLETE", { name, left: left.description });
}

/**
 * Somebody may have written a row that a check refuses, after the rows were tested and before the check was
 * there. PostgreSQL and MySQL stop at it without showing it; MariaDB does not look.
 */
async function lateViolation(plan: MigrationPlan, { database, migrations }: RunScope): Promise<unknown> {
  const tests = rowTestsOf([plan]);
  if (tests.length === 0) return undefined;
  try {
    await testRows(database, tests, (await look(database, migrations)).catalog);
    return undefined;
  } catch (error) {
    return isLongshoreError(error, "ROWS_VIOLATE_CHECK") ? error : undefined;
  }
}

async function planNow(migration: Migration, direction: Direction, scope: RunScope): Promise<MigrationPlan> {
  const { catalog, history } = await look(scope.database, scope.migrations);
  return planMigration(migration, direction, catalog, history, scope);
}
