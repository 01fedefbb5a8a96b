import type { Catalog, CatalogTable } from "../../database/catalog/index.ts";
import { archiveRowTests, archiveSteps, restoreSteps } from "../archive/plan.ts";
import { type Operation, tableOf } from "../operations.ts";
import type { ServerKind } from "../server-kind.ts";
import { applyAll, type State } from "../state.ts";
import { archiveStatements, type Step, statementsFor } from "../statements/index.ts";
import { phases } from "../statements/step.ts";
import { planAddCheck } from "./add-check.ts";
import { planAddColumn } from "./add-column.ts";
import { planAddIndex } from "./add-index.ts";
import { planCreateTable } from "./create-table.ts";
import { planDropCheck, planDropColumn, planDropIndex, planDropTable } from "./drop.ts";
import { conflict, type Drops, type OperationPlan, type PlanContext } from "./operation-plan.ts";

/** A list of operations held against a catalog. */
export interface OperationsPlan {
  readonly operations: readonly OperationPlan[];
  /** What is left to do, in the order in which it is done. */
  readonly steps: readonly Step[];
  /** The catalog when all of it is done. */
  readonly after: Catalog;
}

export interface PlanOptions {
  readonly server: ServerKind;
  /** The declared tables before the operations. */
  readonly state: State;
  /** Names of all declared indexes and checks, those of later migrations too. */
  readonly reserved: ReadonlySet<string>;
  /** What others made, by `objectKey`; it is never dropped. */
  readonly adopted?: ReadonlySet<string>;
  /** The migration's name. */
  readonly migration: string;
  readonly drops: Drops;
}

/**
 * Holds operations against a catalog: which are done, half done or to do, and by what steps. Pure: given
 * the catalog that the earlier migrations lead to, it plans offline.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT where something is there with another definition
 */
export function planOperations(
  operations: readonly Operation[],
  catalog: Catalog,
  { server, state, reserved, adopted = new Set(), migration, drops }: PlanOptions,
): OperationsPlan {
  const context: PlanContext = {
    server,
    statements: statementsFor(server),
    archives: archiveStatements(server),
    migration,
    drops,
    operations,
    columnOf: columnFinder(state, applyAll(state, operations)),
    adopted,
    reserved,
    before: catalog,
  };

  const after = new Map(catalog);
  const plans = operations.map((operation) => {
    const plan = withArchiveTests(planOperation(operation, after.get(tableOf(operation)), context), context);
    if (plan.after) after.set(tableOf(operation), plan.after);
    else after.delete(tableOf(operation));
    return plan;
  });
  const steps = [
    ...archiveSteps(operations, context),
    ...restoreSteps(operations, context),
    ...plans.flatMap((plan) => plan.steps),
  ];
  return { operations: plans, steps: inOrder(steps), after };
}

function withArchiveTests(plan: OperationPlan, context: PlanContext): OperationPlan {
  const tests = archiveRowTests(plan.operation, context);
  return tests.length === 0 ? plan : { ...plan, rowTests: [...(plan.rowTests ?? []), ...tests] };
}

function planOperation(
  operation: Operation,
  table: CatalogTable | undefined,
  context: PlanContext,
): OperationPlan {
  if (operation.kind === "createTable") return planCreateTable(operation, table, context);
  if (operation.kind === "dropTable") return planDropTable(operation, table, context);
  if (!table) {
    if (operation.kind.startsWith("drop")) return { operation, status: "done", steps: [], after: undefined };
    throw conflict(`table ${tableOf(operation)}`, "a table", "no such table");
  }
  switch (operation.kind) {
    case "addColumn":
      return planAddColumn(operation, table, context);
    case "dropColumn":
      return planDropColumn(operation, table, context);
    case "addIndex":
      return planAddIndex(operation, table, context);
    case "dropIndex":
      return planDropIndex(operation, table, context);
    case "addCheck":
      return planAddCheck(operation, table, context);
    case "dropCheck":
      return planDropCheck(operation, table, context);
  }
}

function columnFinder(...states: readonly State[]): PlanContext["columnOf"] {
  return (table, column) => {
    for (const state of states) {
      const found = state.get(table)?.columns[column];
      if (found) return found;
    }
    throw new Error(`${table}.${column} is not declared`);
  };
}

/** By phase; within one, as the migration has them. */
function inOrder(steps: readonly Step[]): Step[] {
  return phases.flatMap((phase) => steps.filter((step) => step.phase === phase));
}
