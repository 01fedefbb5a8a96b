import type { Check, Column, Index, Table } from "../schema/index.ts";

export interface TableOperation {
  readonly kind: "createTable" | "dropTable";
  readonly table: Table;
}

export interface ColumnOperation {
  readonly kind: "addColumn" | "dropColumn";
  readonly table: string;
  readonly name: string;
  readonly column: Column;
}

export interface IndexOperation {
  readonly kind: "addIndex" | "dropIndex";
  readonly table: string;
  readonly index: Index;
}

export interface CheckOperation {
  readonly kind: "addCheck" | "dropCheck";
  readonly table: string;
  readonly check: Check;
}

/**
 * A change of the schema, as data. Each carries the whole definition of what it makes or drops, so that
 * it can be turned round without knowing what was there before.
 */
export type Operation = TableOperation | ColumnOperation | IndexOperation | CheckOperation;

export function createTable(table: Table): Operation {
  return { kind: "createTable", table };
}

export function dropTable(table: Table): Operation {
  return { kind: "dropTable", table };
}

/**
 * Adds a column to a table that may be in use.
 *
 * @throws {Error} where that cannot be done under old writers: NOT NULL without a default, UNIQUE, a foreign key
 */
export function addColumn(table: string, name: string, column: Column): Operation {
  if (!column.nullable && column.default === undefined) {
    throw new Error(`${table}.${name}: a column of a table in use is nullable or has a default`);
  }
  if (column.unique || column.references || column.kind === "serial") {
    throw new Error(`${table}.${name}: a column of a table in use cannot be unique, a reference or a serial`);
  }
  return { kind: "addColumn", table, name, column };
}

export function dropColumn(table: string, name: string, column: Column): Operation {
  return { kind: "dropColumn", table, name, column };
}

export function addIndex(table: string, index: Index): Operation {
  return { kind: "addIndex", table, index };
}

export function dropIndex(table: string, index: Index): Operation {
  return { kind: "dropIndex", table, index };
}

export function addCheck(table: string, check: Check): Operation {
  return { kind: "addCheck", table, check };
}

export function dropCheck(table: string, check: Check): Operation {
  return { kind: "dropCheck", table, check };
}

/** `add index idx_containerjob_priority to container_manager_containerjob` */
export function describeOperation(operation: Operation): string {
  switch (operation.kind) {
    case "createTable":
      return `create table ${operation.table.name}`;
    case "dropTable":
      return `drop table ${operation.table.name}`;
    case "addColumn":
      return `add column ${operation.name} to ${operation.table}`;
    case "dropColumn":
      return `drop column ${operation.name} of ${operation.table}`;
    case "addIndex":
      return `add index ${operation.index.name} to ${operation.table}`;
    case "dropIndex":
      return `drop index ${operation.index.name} of ${operation.table}`;
    case "addCheck":
      return `add check ${operation.check.name} to ${operation.table}`;
    case "dropCheck":
      return `drop check ${operation.check.name} of ${operation.table}`;
  }
}

/** The table that an operation changes. */
export function tableOf(operation: Operation): string {
  return typeof operation.table === "string" ? operation.table : operation.table.name;
}
