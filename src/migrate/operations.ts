import { LongshoreError } from "../errors.ts";
import type { Check, Column, Index, Table } from "../schema/index.ts";

/** One type for each kind, so that a switch over kinds narrows. */
type Each<Kind extends string, Data> = Kind extends string ? { readonly kind: Kind } & Data : never;

export type TableOperation = Each<"createTable" | "dropTable", { readonly table: Table }>;

export type ColumnOperation = Each<
  "addColumn" | "dropColumn",
  { readonly table: string; readonly name: string; readonly column: Column }
>;

export type IndexOperation = Each<
  "addIndex" | "dropIndex",
  { readonly table: string; readonly index: Index }
>;

export type CheckOperation = Each<
  "addCheck" | "dropCheck",
  { readonly table: string; readonly check: Check }
>;

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
 * @throws {LongshoreError} UNSUPPORTED_CHANGE where old writers would fail on it, or it would need a long lock
 */
export function addColumn(table: string, name: string, column: Column): Operation {
  const object = `column ${table}.${name}`;
  if (!column.nullable && column.default === undefined) {
    const why = "a new column of a table in use must be nullable or have a default";
    throw new LongshoreError("UNSUPPORTED_CHANGE", { object, why });
  }
  if (column.unique || column.references || column.kind === "serial" || column.kind === "positiveInteger") {
    const why = "a new column of a table in use cannot be unique, a reference, a serial or a positiveInteger";
    throw new LongshoreError("UNSUPPORTED_CHANGE", { object, why });
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
