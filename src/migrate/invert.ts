import type { Operation } from "./operations.ts";

const inverse = {
  createTable: "dropTable",
  dropTable: "createTable",
  addColumn: "dropColumn",
  dropColumn: "addColumn",
  addIndex: "dropIndex",
  dropIndex: "addIndex",
  addCheck: "dropCheck",
  dropCheck: "addCheck",
} as const satisfies Record<Operation["kind"], Operation["kind"]>;

/** The operation that undoes this one. */
export function invert(operation: Operation): Operation {
  // The kinds of a pair carry the same data, which TypeScript cannot see through the lookup.
  return { ...operation, kind: inverse[operation.kind] } as Operation;
}

/** The operations that undo these, last first. */
export function invertAll(operations: readonly Operation[]): Operation[] {
  return operations.map(invert).reverse();
}
