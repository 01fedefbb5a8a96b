import { type CatalogTable, describeColumn, describeForeignKey } from "../../database/catalog/index.ts";
import type { Column, Table } from "../../schema/index.ts";
import { tableArchiveName } from "../archive/names.ts";
import { expectedTable } from "../expected.ts";
import { matchUnique, missingKindChecks } from "../match.ts";
import type { TableOperation } from "../operations.ts";
import type { Step } from "../statements/index.ts";
import { isIndexOn } from "../statements/indexes.ts";
import { holdCheck } from "./add-check.ts";
import { completeColumn } from "./add-column.ts";
import { buildIndex } from "./add-index.ts";
import { conflict, type OperationPlan, objectKey, type PlanContext, type RowTest } from "./operation-plan.ts";

export function planCreateTable(
  operation: TableOperation,
  found: CatalogTable | undefined,
  context: PlanContext,
): OperationPlan {
  const { table } = operation;
  const wanted = expectedTable(table, context.server);
  const archive = context.before.get(tableArchiveName(table.name));
  if (!found && archive) {
    const { after, steps } = planCreateTable(operation, asItWas(archive, wanted), context);
    const back = context.archives.rename("create table", archive.name, table.name);
    return { operation, status: "todo", steps: [...back, ...steps], after };
  }
  if (!found) {
    return { operation, status: "todo", steps: context.statements.createTable(table), after: wanted };
  }
  refuseOtherTable(wanted, found);
  const { steps, rowTests } = completeTable(table, found, context);
  return {
    operation,
    status: steps.length > 0 ? "repair" : "done",
    steps,
    rowTests,
    found: objectKey("table", table.name),
    after: steps.length > 0 ? merged(found, wanted) : found,
  };
}

/** An archive as it is once it and the tables that it refers to have their names again. */
function asItWas(archive: CatalogTable, wanted: CatalogTable): CatalogTable {
  const names = new Map(
    wanted.foreignKeys.map(({ references }) => [tableArchiveName(references), references]),
  );
  const foreignKeys = archive.foreignKeys.map((key) => ({
    ...key,
    references: names.get(key.references) ?? key.references,
  }));
  return { ...archive, name: wanted.name, foreignKeys };
}

/**
 * What a table cannot be given while it is in use, it must have.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT
 */
function refuseOtherTable(wanted: CatalogTable, found: CatalogTable): void {
  const object = `table ${wanted.name}`;
  const names = ({ columns }: CatalogTable) => columns.map((column) => column.name);
  const missing = names(wanted).filter((name) => !names(found).includes(name));
  if (missing.length > wanted.columns.length / 2) {
    throw conflict(object, `columns ${names(wanted).join(", ")}`, `columns ${names(found).join(", ")}`);
  }
  for (const column of wanted.columns) {
    if (!found.columns.some((other) => other.name === column.name)) {
      throw conflict(`column ${wanted.name}.${column.name}`, describeColumn(column), "no such column");
    }
  }
  const key = (table: CatalogTable) => `PRIMARY KEY (${table.primaryKey.join(", ")})`;
  if (key(wanted) !== key(found)) throw conflict(object, key(wanted), key(found));
  for (const unique of wanted.indexes.filter((index) => index.unique)) {
    if (!matchUnique(found, unique)) {
      throw conflict(object, `UNIQUE (${unique.name})`, "no such constraint");
    }
  }
  const foreignKeys = found.foreignKeys.map(describeForeignKey);
  for (const foreignKey of wanted.foreignKeys.map(describeForeignKey)) {
    if (!foreignKeys.includes(foreignKey)) {
      throw conflict(object, `FOREIGN KEY ${foreignKey}`, "no such constraint");
    }
  }
  for (const check of missingKindChecks(wanted, found)) {
    throw conflict(object, `CHECK (${check.expression})`, "no such constraint");
  }
}

/** The steps that give an existing table what it lacks: defaults, comments, indexes and named checks. */
function completeTable(
  table: Table,
  found: CatalogTable,
  context: PlanContext,
): { steps: Step[]; rowTests: RowTest[] } {
  const steps: Step[] = [];
  const rowTests: RowTest[] = [];
  for (const [name, column] of Object.entries<Column>(table.columns)) {
    const existing = found.columns.find((candidate) => candidate.name === name);
    if (existing) steps.push(...completeColumn(found, name, column, existing, context));
  }
  for (const index of table.indexes.filter((candidate) => isIndexOn(candidate, context.server.dialect))) {
    steps.push(...buildIndex(found, index, context).steps);
  }
  for (const check of table.checks) {
    const held = holdCheck(found, check, context);
    steps.push(...held.steps);
    rowTests.push(...held.rowTests);
  }
  return { steps, rowTests };
}

/** A table with whatever the wanted one has and it lacked. */
function merged(found: CatalogTable, wanted: CatalogTable): CatalogTable {
  const byName = <T extends { name?: string }>(theirs: readonly T[], ours: readonly T[]): T[] => [
    ...theirs,
    ...ours.filter((item) => item.name !== undefined && !theirs.some((other) => other.name === item.name)),
  ];
  return {
    ...found,
    columns: wanted.columns.concat(
      found.columns.filter((column) => !wanted.columns.some((other) => other.name === column.name)),
    ),
    indexes: byName(
      found.indexes,
      wanted.indexes.filter((index) => !index.unique),
    ),
    checks: byName(found.checks, wanted.checks),
  };
}
