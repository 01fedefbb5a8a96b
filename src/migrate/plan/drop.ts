import { type CatalogTable, describeIndex, normaliseExpression } from "../../database/catalog/index.ts";
import { asideName } from "../archive/names.ts";
import { dropTableSteps } from "../archive/plan.ts";
import { expectedIndex } from "../expected.ts";
import type { CheckOperation, ColumnOperation, IndexOperation, TableOperation } from "../operations.ts";
import { conflict, type OperationPlan, objectKey, type PlanContext } from "./operation-plan.ts";

export function planDropTable(
  operation: TableOperation,
  table: CatalogTable | undefined,
  context: PlanContext,
): OperationPlan {
  const { name } = operation.table;
  if (context.adopted.has(objectKey("table", name))) {
    return { operation, status: "kept", steps: [], after: table };
  }
  const steps = dropTableSteps(name, table, context);
  return { operation, status: table ? "todo" : "done", steps, after: undefined };
}

/**
 * Drops a column, and the indexes of others that cannot be without it. What is to be archived is set aside
 * first, where others write meanwhile.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT where it is set aside and there again
 */
export function planDropColumn(
  operation: ColumnOperation,
  table: CatalogTable,
  { adopted, archives, drops, statements }: PlanContext,
): OperationPlan {
  const { name, column } = operation;
  const aside = asideName(name);
  const isOf = (...names: string[]) => table.columns.some((other) => names.includes(other.name));
  if (!isOf(name, aside)) return { operation, status: "done", steps: [], after: table };
  if (adopted.has(objectKey("column", table.name, name))) {
    return { operation, status: "kept", steps: [], after: table };
  }
  if (isOf(name) && isOf(aside)) {
    throw conflict(`column ${table.name}.${aside}`, "no such column", `one beside ${name}`);
  }
  const setsAside = drops === "archive" && archives.setsAside && isOf(name);
  const dependents = table.indexes.filter((index) =>
    index.columns.some((other) => other.name === name || other.name === aside),
  );
  return {
    operation,
    status: "todo",
    steps: [
      ...dependents.flatMap((index) => statements.dropIndex(table.name, index.name)),
      ...(setsAside ? archives.setAside(table.name, name, column) : []),
      ...statements.dropColumn(table.name, setsAside || isOf(aside) ? aside : name),
    ],
    after: {
      ...table,
      columns: table.columns.filter((other) => other.name !== name && other.name !== aside),
      indexes: table.indexes.filter((index) => !dependents.includes(index)),
      checks: table.checks.filter((check) => check.column !== name),
    },
  };
}

/** Drops an index that has the name and the definition: another of that name is not ours. */
export function planDropIndex(
  operation: IndexOperation,
  table: CatalogTable,
  { adopted, server, statements }: PlanContext,
): OperationPlan {
  const { index } = operation;
  const found = table.indexes.find((candidate) => candidate.name === index.name);
  if (!found) return { operation, status: "done", steps: [], after: table };
  const ours = describeIndex(found) === describeIndex(expectedIndex(index, server));
  if (!ours || adopted.has(objectKey("index", table.name, index.name))) {
    return { operation, status: "kept", steps: [], after: table };
  }
  return {
    operation,
    status: "todo",
    steps: statements.dropIndex(table.name, index.name),
    after: { ...table, indexes: table.indexes.filter((other) => other !== found) },
  };
}

export function planDropCheck(
  operation: CheckOperation,
  table: CatalogTable,
  context: PlanContext,
): OperationPlan {
  const { check } = operation;
  const expression = normaliseExpression(check.expression);
  const found = table.checks.find(
    (other) =>
      other.expression === expression &&
      (other.inColumn ? other.column === check.column : other.name === check.name),
  );
  if (!found) return { operation, status: "done", steps: [], after: table };
  if (context.adopted.has(objectKey("check", table.name, check.name))) {
    return { operation, status: "kept", steps: [], after: table };
  }
  const after = { ...table, checks: table.checks.filter((other) => other !== found) };
  if (found.inColumn && dropsColumn(table, check.column, context)) {
    return { operation, status: "rides", steps: [], after };
  }
  const column = context.columnOf(table.name, check.column);
  return { operation, status: "todo", steps: context.statements.dropCheck(table, found, column), after };
}

function dropsColumn(table: CatalogTable, name: string, { adopted, operations }: PlanContext): boolean {
  const drops = operations.some(
    (other) => other.kind === "dropColumn" && other.table === table.name && other.name === name,
  );
  return drops && !adopted.has(objectKey("column", table.name, name));
}
