import { type CatalogColumn, type CatalogTable, describeColumn } from "../../database/catalog/index.ts";
import type { Column } from "../../schema/index.ts";
import { asideName } from "../archive/names.ts";
import { expectedCheck, expectedColumn } from "../expected.ts";
import { sameType } from "../match.ts";
import type { ColumnOperation } from "../operations.ts";
import type { Step } from "../statements/index.ts";
import { conflict, type OperationPlan, objectKey, type PlanContext } from "./operation-plan.ts";
import { ridingChecks } from "./riding-checks.ts";

export function planAddColumn(
  operation: ColumnOperation,
  table: CatalogTable,
  context: PlanContext,
): OperationPlan {
  const { name, column } = operation;
  const found = table.columns.find((candidate) => candidate.name === name);
  if (found) {
    const steps = completeColumn(table, name, column, found, context);
    return {
      operation,
      status: steps.length > 0 ? "repair" : "done",
      steps,
      found: objectKey("column", table.name, name),
      after: withColumn(table, expectedColumn(name, column, context.server)),
    };
  }
  const checks = ridingChecks(operation, table, context);
  const after = withColumn(table, expectedColumn(name, column, context.server));
  const isAside = table.columns.some((candidate) => candidate.name === asideName(name));
  return {
    operation,
    status: "todo",
    steps: isAside
      ? context.archives.bringBack(table.name, name, column, checks)
      : context.statements.addColumn(table.name, name, column, checks),
    after: {
      ...after,
      checks: [...after.checks, ...checks.map((c) => ({ ...expectedCheck(c), inColumn: true }))],
    },
  };
}

/**
 * The steps that make an existing column what it should be: its default and its comment can be added.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT where it is of another kind
 */
export function completeColumn(
  table: CatalogTable,
  name: string,
  column: Column,
  found: CatalogColumn,
  { server, statements }: PlanContext,
): Step[] {
  const wanted = expectedColumn(name, column, server);
  const setDefault = wanted.default !== undefined && found.default === undefined;
  const setComment = wanted.comment !== undefined && found.comment !== wanted.comment;
  const alike =
    sameType(wanted, found, server) &&
    wanted.nullable === found.nullable &&
    wanted.serial === found.serial &&
    (setDefault || wanted.default === found.default);
  if (!alike) throw conflict(`column ${table.name}.${name}`, describeColumn(wanted), describeColumn(found));
  return setDefault || setComment
    ? statements.amendColumn(table, { name, column, setDefault, setComment })
    : [];
}

function withColumn(table: CatalogTable, column: CatalogColumn): CatalogTable {
  const names = [column.name, asideName(column.name)];
  const others = table.columns.filter((other) => !names.includes(other.name));
  return { ...table, columns: [...others, column] };
}
