import type { CatalogTable } from "../../database/catalog/index.ts";
import type { Column } from "../../schema/index.ts";
import type { Migration } from "../migration.ts";
import { type ColumnOperation, type Operation, tableOf } from "../operations.ts";
import { conflict, objectKey, type PlanContext, type RowTest } from "../plan/operation-plan.ts";
import type { Step } from "../statements/index.ts";
import { archiveTable, type ColumnArchive } from "./column-archive.ts";
import { asideName, columnArchiveName, tableArchiveName } from "./names.ts";

/** Every archive that undoing these migrations may have left. */
export function archiveNames(migrations: readonly Migration[]): string[] {
  const names = migrations.flatMap(({ name, operations }) =>
    operations.flatMap((operation) => {
      if (operation.kind === "createTable") return tableArchiveName(operation.table.name);
      return operation.kind === "addColumn" ? columnArchiveName(name, operation.table) : [];
    }),
  );
  return [...new Set(names)];
}

/**
 * The steps that drop a table of ours, or give it the name of its archive where it has rows. It is renamed
 * before anybody looks whether it has: nobody can write to it in between.
 *
 * @param found undefined where it is gone already
 * @throws {LongshoreError} SCHEMA_CONFLICT where the archive's name is taken
 */
export function dropTableSteps(
  name: string,
  found: CatalogTable | undefined,
  { archives, before, drops, operations, statements }: PlanContext,
): Step[] {
  const archive = tableArchiveName(name);
  const has = before.has(archive);
  if (drops === "archive") {
    const users = usersOf(name, operations).map(tableArchiveName);
    if (found && has) throw conflict(`table ${archive}`, "no such table", "a table of that name");
    if (found) return [...archives.rename("set aside", name, archive), ...archives.dropEmpty(archive, users)];
    return has ? archives.dropEmpty(archive, users) : [];
  }
  const dropped = found ? statements.dropTable(name) : [];
  if (drops === "drop") return dropped;
  return [
    ...(found ? archives.countLost(name, {}) : []),
    ...dropped,
    ...(has && !found ? archives.drop(archive) : []),
  ];
}

/** The other tables that operations drop and that refer to this one. */
function usersOf(name: string, operations: readonly Operation[]): string[] {
  return operations.flatMap((operation) => {
    if (operation.kind !== "dropTable" || operation.table.name === name) return [];
    const columns = Object.values<Column>(operation.table.columns);
    return columns.some((column) => column.references?.table === name) ? operation.table.name : [];
  });
}

/**
 * The steps that keep the values of the columns that a migration's undoing drops.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT where a table that is not an archive has its name
 */
export function archiveSteps(operations: readonly Operation[], context: PlanContext): Step[] {
  if (context.drops === "drop") return [];
  return columnsByTable("dropColumn", operations, context).flatMap(([table, columns]) => {
    const found = context.before.get(table);
    return found ? archiveStepsOf(found, columns, context) : [];
  });
}

function archiveStepsOf(
  found: CatalogTable,
  columns: readonly ColumnOperation[],
  { archives, before, columnOf, drops, migration }: PlanContext,
): Step[] {
  const has = (name: string) => found.columns.some((column) => column.name === name);
  const isHere = ({ name }: ColumnOperation) => has(name) || has(asideName(name));
  const here = columns.filter(isHere);
  const name = columnArchiveName(migration, found.name);
  const existing = before.get(name);

  if (drops === "discard") {
    const lost = here.map((each) => [has(each.name) ? each.name : asideName(each.name), each.column]);
    return [
      ...(here.length > 0 ? archives.countLost(found.name, Object.fromEntries(lost)) : []),
      ...(existing ? archives.drop(name) : []),
    ];
  }

  const keeps = (column: string) => existing?.columns.some((other) => other.name === column);
  // It was full before the first of its columns was dropped.
  const isFull = columns.some((each) => keeps(each.name) && !isHere(each));
  if (here.length === 0 || isFull) return existing ? archives.dropEmpty(name) : [];

  const archive: ColumnArchive = {
    name,
    table: found.name,
    primaryKey: found.primaryKey,
    columns: Object.fromEntries(here.map((each) => [each.name, each.column])),
  };
  const wanted = [...found.primaryKey, ...Object.keys(archive.columns)];
  const missing = existing && wanted.find((column) => !keeps(column));
  if (missing !== undefined) throw conflict(`table ${name}`, `a column ${missing}`, "no such column");
  const key = Object.fromEntries(found.primaryKey.map((column) => [column, columnOf(found.name, column)]));
  const sources = archives.setsAside
    ? Object.fromEntries(here.map((each) => [each.name, asideName(each.name)]))
    : {};
  return [
    ...(existing ? [] : archives.create(archiveTable(archive, key, found))),
    ...archives.fill(archive, sources),
    ...archives.dropEmpty(name),
  ];
}

/** The steps that give rows back what undoing this migration took from them. */
export function restoreSteps(operations: readonly Operation[], context: PlanContext): Step[] {
  return columnsByTable("addColumn", operations, context).flatMap(([table, added]) => {
    const found = archiveOf(table, context);
    if (!found) return [];
    const kept = added.filter(({ name }) => found.columns.some((column) => column.name === name));
    const columns: Record<string, Column> = Object.fromEntries(
      kept.map(({ name, column }) => [name, column]),
    );
    return context.archives.restore({ name: found.name, table, primaryKey: found.primaryKey, columns });
  });
}

/** What is to be restored must meet the check that an operation adds. */
export function archiveRowTests(operation: Operation, context: PlanContext): RowTest[] {
  if (operation.kind !== "addCheck") return [];
  const found = archiveOf(operation.table, context);
  if (!found?.columns.some((column) => column.name === operation.check.column)) return [];
  return [{ table: found.name, primaryKey: found.primaryKey, check: operation.check }];
}

function archiveOf(table: string, { before, migration }: PlanContext): CatalogTable | undefined {
  return before.get(columnArchiveName(migration, table));
}

/** The columns of one kind of operation that are not others', by their tables. */
function columnsByTable(
  kind: ColumnOperation["kind"],
  operations: readonly Operation[],
  { adopted }: PlanContext,
): [table: string, columns: ColumnOperation[]][] {
  const columns = operations.filter(
    (operation): operation is ColumnOperation =>
      operation.kind === kind && !adopted.has(objectKey("column", operation.table, operation.name)),
  );
  return [...Map.groupBy(columns, tableOf)];
}
