import { type RawBuilder, sql } from "kysely";
import { type Database, isMysqlFamily } from "./database.ts";
import { type RowValues, rowValues } from "./row-values.ts";
import type { Tables } from "./tables.ts";

export interface RowsUpdate {
  readonly table: keyof Tables;
  /** The columns by which a row is found. */
  readonly key: readonly string[];
  /** Key and new values; the same columns in each. */
  readonly rows: readonly RowValues[];
  /** What all rows get; an expression may speak of their values as `v.column`. */
  readonly set?: Readonly<Record<string, RawBuilder<unknown>>>;
  /** Which of the rows; the table is called `t`. */
  readonly where: RawBuilder<unknown>;
}

/** Updates many rows, each with values of its own, in one statement. */
export async function updateRows(
  database: Database,
  { table, key, rows, set = {}, where }: RowsUpdate,
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const mysql = isMysqlFamily(database.dialect);
  const values = Object.keys(first).filter((column) => !key.includes(column) && !(column in set));
  const target = (column: string) => sql.ref(mysql ? `t.${column}` : column);
  const assignments = sql.join([
    ...values.map((column) => sql`${target(column)} = ${sql.ref(`v.${column}`)}`),
    ...Object.entries(set).map(([column, value]) => sql`${target(column)} = ${value}`),
  ]);
  const same = sql.join(
    key.map((column) => sql`${sql.ref(`t.${column}`)} = ${sql.ref(`v.${column}`)}`),
    sql` and `,
  );
  const from = rowValues(database, table, rows);
  // A join in this order finds each row by its key, and locks no other.
  const statement = mysql
    ? sql`update ${from} straight_join ${sql.table(table)} as t on ${same} set ${assignments} where ${where}`
    : sql`update ${sql.table(table)} as t set ${assignments} from ${from} where ${same} and ${where}`;
  await database.executeOften(statement);
}
