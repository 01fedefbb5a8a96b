/** Schemas and operations at random. */

import { invert } from "../../src/migrate/invert.ts";
import { addCheck, addColumn, addIndex, createTable, type Operation } from "../../src/migrate/operations.ts";
import { applyOperation, type State } from "../../src/migrate/state.ts";
import {
  type Check,
  type Column,
  datetime,
  type Index,
  index,
  integer,
  serial,
  type Table,
  table,
  text,
  uuid,
  varchar,
} from "../../src/schema/index.ts";
import fc from "../support/properties.ts";

const names = ["a", "b", "c", "d", "e"] as const;
const name = fc.constantFrom(...names);

const column: fc.Arbitrary<Column> = fc.oneof(
  fc.constant(datetime({ nullable: true, comment: 'when it\'s "due"' })),
  fc.integer({ min: -9, max: 99 }).map((value) => integer({ default: value })),
  fc.integer({ min: 1, max: 99 }).map((length) => varchar(length, { nullable: true })),
  fc.constant(text({ nullable: true })),
  fc.constant(varchar(9, { default: "it's" })),
);

const anyIndex = (columns: readonly string[]): fc.Arbitrary<Index> =>
  fc
    .tuple(fc.subarray([...columns], { minLength: 1 }), fc.boolean(), fc.constantFrom(...names))
    .map(([chosen, partial, suffix]) =>
      index(
        `index_${suffix}`,
        chosen.map((each, place) => (place === 0 && partial ? `-${each}` : each)),
        partial ? { where: `${chosen[0]} IS NOT NULL` } : {},
      ),
    );

const anyCheck = (columns: readonly string[]): fc.Arbitrary<Check> =>
  fc
    .tuple(fc.constantFrom(...columns), fc.constantFrom(...names))
    .map(([of, suffix]) => ({ name: `check_${suffix}`, column: of, expression: `${of} >= 0` }));

const anyTable: fc.Arbitrary<Table> = fc
  .tuple(name, fc.dictionary(name, column, { noNullPrototype: true }), fc.constantFrom(serial(), uuid()))
  .chain(([tableName, columns, id]) => {
    const all = { id: id as Column, ...columns };
    return fc
      .record({
        indexes: fc.uniqueArray(anyIndex(Object.keys(all)), { selector: (each) => each.name, maxLength: 3 }),
        checks: fc.uniqueArray(anyCheck(Object.keys(all)), { selector: (each) => each.name, maxLength: 2 }),
      })
      .map((rest) => table(`table_${tableName}`, all, rest));
  });

export const anySchema: fc.Arbitrary<State> = fc
  .uniqueArray(anyTable, { selector: (each) => each.name, maxLength: 4 })
  .map((tables) => new Map(tables.map((each) => [each.name, each])));

/** A state, and an operation that fits it. */
export const anyStep: fc.Arbitrary<readonly [State, Operation]> = anySchema.chain((state) => {
  const additions = fc.oneof(
    anyTable.map(createTable),
    ...[...state.values()].flatMap((each) => {
      const columns = Object.keys(each.columns);
      return [
        fc.tuple(name, column).map(([to, of]) => addColumn(each.name, to, of)),
        anyIndex(columns).map((of) => addIndex(each.name, of)),
        anyCheck(columns).map((of) => addCheck(each.name, of)),
      ];
    }),
  );
  const drops = [...state.values()].flatMap((each) => [
    invert(createTable(each)),
    ...each.indexes.map((of) => invert(addIndex(each.name, of))),
    ...each.checks.map((of) => invert(addCheck(each.name, of))),
    ...Object.entries(each.columns).map(
      ([of, its]): Operation => ({ kind: "dropColumn", table: each.name, name: of, column: its }),
    ),
  ]);
  const operations = drops.length > 0 ? fc.oneof(additions, fc.constantFrom(...drops)) : additions;
  return operations
    .filter((operation) => fits(state, operation))
    .map((operation) => [state, operation] as const);
});

function fits(state: State, operation: Operation): boolean {
  try {
    applyOperation(state, operation);
    return true;
  } catch {
    return false;
  }
}

/** A state in an order that counts for nothing. */
export function comparable(state: State): unknown {
  const byName = <T extends { name: string }>(items: readonly T[]) =>
    Object.fromEntries(items.map((item) => [item.name, item]));
  return Object.fromEntries(
    [...state.values()].map(({ indexes, checks, ...rest }) => [
      rest.name,
      { ...rest, indexes: byName(indexes), checks: byName(checks) },
    ]),
  );
}
