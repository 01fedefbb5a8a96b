import type { Index, Table } from "../schema/index.ts";
import type { Migration } from "./migration.ts";
import { describeOperation, type Operation, type TableOperation } from "./operations.ts";

/** The tables that a list of operations leads to, by name. */
export type State = ReadonlyMap<string, Table>;

/**
 * The state after an operation.
 *
 * @throws {Error} where the operation does not fit: it adds what is there, or drops what is not, or is in use
 */
export function applyOperation(state: State, operation: Operation): State {
  const refuse = (why: string) => new Error(`cannot ${describeOperation(operation)}: ${why}`);

  if (operation.kind === "createTable") {
    if (state.has(operation.table.name)) throw refuse("it is there already");
    return new Map(state).set(operation.table.name, operation.table);
  }
  if (operation.kind === "dropTable") {
    const next = new Map(state);
    if (!next.delete(operation.table.name)) throw refuse("it is not there");
    return next;
  }

  const table = state.get(operation.table);
  if (!table) throw refuse("the table is not there");
  return new Map(state).set(table.name, changeTable(table, operation, refuse));
}

function changeTable(
  table: Table,
  operation: Exclude<Operation, TableOperation>,
  refuse: (why: string) => Error,
): Table {
  switch (operation.kind) {
    case "addColumn":
      if (operation.name in table.columns) throw refuse("it is there already");
      return { ...table, columns: { ...table.columns, [operation.name]: operation.column } };
    case "dropColumn": {
      const { [operation.name]: dropped, ...columns } = table.columns;
      if (!dropped) throw refuse("it is not there");
      const user = usersOf(table, operation.name)[0];
      if (user) throw refuse(`${user} needs it`);
      return { ...table, columns };
    }
    case "addIndex":
      needColumns(table, columnsOf(operation.index), refuse);
      return { ...table, indexes: added(table.indexes, operation.index, refuse) };
    case "dropIndex":
      return { ...table, indexes: dropped(table.indexes, operation.index, refuse) };
    case "addCheck":
      needColumns(table, [operation.check.column], refuse);
      return { ...table, checks: added(table.checks, operation.check, refuse) };
    case "dropCheck":
      return { ...table, checks: dropped(table.checks, operation.check, refuse) };
  }
}

function added<T extends { name: string }>(list: readonly T[], item: T, refuse: (why: string) => Error): T[] {
  if (list.some((other) => other.name === item.name)) throw refuse("it is there already");
  return [...list, item];
}

function dropped<T extends { name: string }>(
  list: readonly T[],
  item: T,
  refuse: (why: string) => Error,
): T[] {
  if (!list.some((other) => other.name === item.name)) throw refuse("it is not there");
  return list.filter((other) => other.name !== item.name);
}

function needColumns(table: Table, columns: readonly string[], refuse: (why: string) => Error): void {
  const missing = columns.find((column) => !(column in table.columns));
  if (missing !== undefined) throw refuse(`the column ${missing} is not there`);
}

/** The columns of an index, and of the one that stands in for it. */
function columnsOf({ columns, withoutPredicate }: Index): string[] {
  return [...columns, ...(withoutPredicate?.columns ?? [])].map((column) => column.name);
}

/** The indexes, checks and key that mention a column. */
function usersOf(table: Table, column: string): string[] {
  return [
    ...table.indexes.filter((index) => columnsOf(index).includes(column)).map((index) => index.name),
    ...table.checks.filter((check) => check.column === column).map((check) => check.name),
    ...(table.primaryKey.includes(column) ? ["the primary key"] : []),
  ];
}

export function applyAll(state: State, operations: readonly Operation[]): State {
  return operations.reduce(applyOperation, state);
}

/** The state that migrations lead to, from nothing. */
export function stateAfter(migrations: readonly Migration[]): State {
  return applyAll(
    new Map(),
    migrations.flatMap((migration) => migration.operations),
  );
}
