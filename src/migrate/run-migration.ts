import type { Database } from "../database/database.ts";
import { isLongshoreError, LongshoreError } from "../errors.ts";
import { forget, record, recordDone } from "./history.ts";
import { look } from "./look.ts";
import type { Migration } from "./migration.ts";
import { type Direction, type MigrationPlan, type PlanScope, planMigration } from "./plan/plan-migration.ts";
import type { Outcome, ProgressListener } from "./progress.ts";
import { rowTestsOf, testRows } from "./row-tests.ts";
import { runSteps } from "./run-steps.ts";

export interface MigrationResult {
  readonly name: string;
  readonly outcome: Outcome;
  /** How many steps it took. */
  readonly steps: number;
}

export interface RunScope extends PlanScope {
  readonly database: Database;
  readonly onProgress: ProgressListener;
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

  scope.onProgress({ kind: "begin", name, direction, steps: plan.steps.length });
  const outcome = await (direction === "forward" ? apply : undo)(migration, plan, scope);
  scope.onProgress({ kind: "end", name, outcome });
  return { name, outcome, steps: plan.steps.length };
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
    await runSteps(scope.database, name, plan.steps, {
      onStart: ({ description }) => onProgress({ kind: "step", name, description }),
      onDone: ({ description }, milliseconds) =>
        onProgress({ kind: "stepDone", name, description, milliseconds }),
      onRetry: ({ description }, attempt, why) =>
        onProgress({ kind: "retry", name, description, attempt, why }),
    });
  } catch (error) {
    throw (await lateViolation(plan, scope)) ?? error;
  }
  const violation = await lateViolation(plan, scope);
  if (violation) throw violation;
  const [left] = (await planNow(migration, plan.direction, scope)).steps;
  if (left) throw new LongshoreError("MIGRATION_INCOMPLETE", { name, left: left.description });
}

/**
 * Somebody may have written a row that a check refuses, after the rows were tested and before the check was
 * there. PostgreSQL stops at it without showing it; MariaDB does not look.
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
