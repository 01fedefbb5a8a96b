import { type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";
import { type RowValues, rowValues } from "./row-values.ts";
import type { Tables } from "./tables.ts";

export interface RowsInsert {
  readonly table: keyof Tables;
  /** The same columns in each; those that the table has not are for `set` alone. */
  readonly rows: readonly RowValues[];
  /** What all rows get; an expression may speak of their values as `v.column`. */
  readonly set: Readonly<Record<string, RawBuilder<unknown>>>;
}

/** The statement that inserts many rows at once. Compiling one value list a row takes longer than the database does. */
export function insertRows(database: Database, { table, rows, set }: RowsInsert): RawBuilder<unknown> {
  const declared = Object.keys(rows[0] ?? {}).filter((column) => !(column in set) && !column.startsWith("_"));
  const columns = [...declared, ...Object.keys(set)].map((column) => sql.ref(column));
  const values = [...declared.map((column) => sql.ref(`v.${column}`)), ...Object.values(set)];
  return sql`
    insert into ${sql.table(table)} (${sql.join(columns)})
    select ${sql.join(values)} from ${rowValues(database, table, rows)}
  `;
}
