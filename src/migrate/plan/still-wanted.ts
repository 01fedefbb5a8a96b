import type { Table } from "../../schema/index.ts";
import type { Operation } from "../operations.ts";
import { objectKey } from "./operation-plan.ts";

/**
 * What is left to hold a migration to that was done before: what it added, without what a later one
 * dropped. What it dropped itself is not dropped again.
 *
 * @param later the operations of the migrations that were done, or begun, after it
 */
export function stillWanted(operations: readonly Operation[], later: readonly Operation[]): Operation[] {
  const dropped = new Set(later.flatMap((operation) => droppedBy(operation) ?? []));
  return operations.flatMap((operation): Operation[] => {
    switch (operation.kind) {
      case "createTable":
        return dropped.has(objectKey("table", operation.table.name))
          ? []
          : [{ ...operation, table: without(dropped, operation.table) }];
      case "addColumn":
        return dropped.has(objectKey("column", operation.table, operation.name)) ? [] : [operation];
      case "addIndex":
        return dropped.has(objectKey("index", operation.table, operation.index.name)) ? [] : [operation];
      case "addCheck":
        return dropped.has(objectKey("check", operation.table, operation.check.name)) ? [] : [operation];
      default:
        return [];
    }
  });
}

/** What an operation drops, by `objectKey`. */
function droppedBy(operation: Operation): string[] | undefined {
  switch (operation.kind) {
    case "dropTable": {
      const { name, columns, indexes, checks } = operation.table;
      return [
        objectKey("table", name),
        ...Object.keys(columns).map((column) => objectKey("column", name, column)),
        ...indexes.map((index) => objectKey("index", name, index.name)),
        ...checks.map((check) => objectKey("check", name, check.name)),
      ];
    }
    case "dropColumn":
      return [objectKey("column", operation.table, operation.name)];
    case "dropIndex":
      return [objectKey("index", operation.table, operation.index.name)];
    case "dropCheck":
      return [objectKey("check", operation.table, operation.check.name)];
    default:
      return undefined;
  }
}

function without(dropped: ReadonlySet<string>, table: Table): Table {
  const { name } = table;
  return {
    ...table,
    columns: Object.fromEntries(
      Object.entries(table.columns).filter(([column]) => !dropped.has(objectKey("column", name, column))),
    ),
    indexes: table.indexes.filter((index) => !dropped.has(objectKey("index", name, index.name))),
    checks: table.checks.filter((check) => !dropped.has(objectKey("check", name, check.name))),
  };
}
