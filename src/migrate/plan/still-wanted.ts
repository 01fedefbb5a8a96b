import type { Table } from "../../schema/index.ts";
import type { Operation } from "../operations.ts";
import type { State } from "../state.ts";

/**
 * What is left of a migration that was done before, now that later ones may have undone parts of it: what
 * it added and the final state still has. What it dropped is not dropped again.
 */
export function stillWanted(operations: readonly Operation[], final: State): Operation[] {
  return operations.flatMap((operation): Operation[] => {
    if (operation.kind === "createTable") {
      const table = final.get(operation.table.name);
      return table ? [{ kind: "createTable", table: common(operation.table, table) }] : [];
    }
    if (operation.kind === "dropTable") return [];
    const table = final.get(operation.table);
    if (!table) return [];
    switch (operation.kind) {
      case "addColumn":
        return operation.name in table.columns ? [operation] : [];
      case "addIndex":
        return hasName(table.indexes, operation.index) ? [operation] : [];
      case "addCheck":
        return hasName(table.checks, operation.check) ? [operation] : [];
      default:
        return [];
    }
  });
}

/** A table as it was made, without what it has no more. */
function common(made: Table, now: Table): Table {
  return {
    ...made,
    columns: Object.fromEntries(Object.entries(made.columns).filter(([name]) => name in now.columns)),
    indexes: made.indexes.filter((index) => hasName(now.indexes, index)),
    checks: made.checks.filter((check) => hasName(now.checks, check)),
  };
}

function hasName(list: readonly { name: string }[], item: { name: string }): boolean {
  return list.some((other) => other.name === item.name);
}
