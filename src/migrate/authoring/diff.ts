import { isDeepStrictEqual } from "node:util";
import { LongshoreError } from "../../errors.ts";
import type { Column, Table } from "../../schema/index.ts";
import {
  addCheck,
  addColumn,
  addIndex,
  createTable,
  dropCheck,
  dropColumn,
  dropIndex,
  dropTable,
  type Operation,
} from "../operations.ts";
import type { State } from "../state.ts";

/**
 * The operations that lead from one state to another: what drops first, then what makes.
 *
 * @throws {LongshoreError} UNSUPPORTED_CHANGE where a column or a key would have to change its kind
 */
export function diffStates(from: State, to: State): Operation[] {
  const gone = [...from.values()].filter((table) => !to.has(table.name));
  const made = [...to.values()].filter((table) => !from.has(table.name));
  const kept = [...to.values()].flatMap((after) => {
    const before = from.get(after.name);
    return before ? [{ before, after }] : [];
  });
  return [
    ...kept.flatMap(({ before, after }) => drops(before, after)),
    ...gone.reverse().map(dropTable),
    ...made.map(createTable),
    ...kept.flatMap(({ before, after }) => additions(before, after)),
  ];
}

function drops(before: Table, after: Table): Operation[] {
  return [
    ...missing(before.indexes, after.indexes).map((index) => dropIndex(before.name, index)),
    ...missing(before.checks, after.checks).map((check) => dropCheck(before.name, check)),
    ...columnsOf(before)
      .filter(([name]) => !(name in after.columns))
      .map(([name, column]) => dropColumn(before.name, name, column)),
  ];
}

function additions(before: Table, after: Table): Operation[] {
  refuseOtherKinds(before, after);
  return [
    ...columnsOf(after)
      .filter(([name]) => !(name in before.columns))
      .map(([name, column]) => addColumn(after.name, name, column)),
    ...missing(after.checks, before.checks).map((check) => addCheck(after.name, check)),
    ...missing(after.indexes, before.indexes).map((index) => addIndex(after.name, index)),
  ];
}

/** Those of `items` that `others` does not have, or has with another definition. */
function missing<T>(items: readonly T[], others: readonly T[]): T[] {
  return items.filter((item) => !others.some((other) => isDeepStrictEqual(item, other)));
}

function refuseOtherKinds(before: Table, after: Table): void {
  for (const [name, column] of columnsOf(after)) {
    const old = before.columns[name];
    if (old && !isDeepStrictEqual(old, column)) {
      throw new LongshoreError("UNSUPPORTED_CHANGE", {
        object: `column ${after.name}.${name}`,
        why: `it cannot change from ${JSON.stringify(old)} to ${JSON.stringify(column)}; add another column instead`,
      });
    }
  }
  if (!isDeepStrictEqual(before.primaryKey, after.primaryKey)) {
    throw new LongshoreError("UNSUPPORTED_CHANGE", {
      object: `primary key of ${after.name}`,
      why: "it cannot change; make another table instead",
    });
  }
}

function columnsOf(table: Table): [string, Column][] {
  return Object.entries(table.columns);
}
