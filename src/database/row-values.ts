import { type RawBuilder, sql } from "kysely";
import { type Column, type ColumnKind, tables } from "../schema/index.ts";
import { sqliteDatetime } from "./codecs.ts";
import type { Database } from "./database.ts";
import type { Tables } from "./tables.ts";

/** A row's values by column: UUIDs and JSON as in any statement (codecs.ts). */
export type RowValues = Readonly<Record<string, string | number | Date | null>>;

interface NamedKind {
  readonly name: string;
  readonly kind: ColumnKind;
}

/**
 * Rows as something that stands where a table can, called `v`, with the columns of the first row. They are
 * few parameters, or one, so the statement's text is the same however many rows there are.
 *
 * @param table whose columns they are, but for bytes and booleans; columns that it has not are numbers
 */
export function rowValues(
  database: Database,
  table: keyof Tables,
  rows: readonly RowValues[],
): RawBuilder<unknown> {
  const declared: Readonly<Record<string, Column>> = tables.find(({ name }) => name === table)?.columns ?? {};
  const columns = Object.keys(rows[0] ?? {}).map((name) => ({ name, kind: declared[name]?.kind ?? "float" }));
  switch (database.dialect) {
    case "postgres":
      return unnestArrays(columns, rows);
    case "sqlite":
      return jsonEach(columns, rows);
    default:
      return jsonTable(columns, rows);
  }
}

function unnestArrays(columns: readonly NamedKind[], rows: readonly RowValues[]): RawBuilder<unknown> {
  const arrays = columns.map(({ name, kind }) => {
    const values = rows.map((row) => textOf(row[name] ?? null, (date) => date.toISOString()));
    return sql`${values}::${sql.raw(postgresTypes[kind] ?? kind)}[]`;
  });
  const names = columns.map(({ name }) => sql.ref(name));
  return sql`unnest(${sql.join(arrays)}) as v(${sql.join(names)})`;
}

const postgresTypes: Partial<Record<ColumnKind, string>> = {
  varchar: "text",
  positiveInteger: "integer",
  float: "float8",
  json: "jsonb",
  datetime: "timestamptz",
};

function jsonEach(columns: readonly NamedKind[], rows: readonly RowValues[]): RawBuilder<unknown> {
  const values = columns.map(({ name }, place) => sql`value ->> ${sql.lit(place)} as ${sql.ref(name)}`);
  return sql`(select ${sql.join(values)} from json_each(${toJson(columns, rows, sqliteDatetime)})) as v`;
}

/** UUIDs as plain digits: a column of either type takes them, and its index with them. */
function jsonTable(columns: readonly NamedKind[], rows: readonly RowValues[]): RawBuilder<unknown> {
  const declared = columns.map(({ name, kind }, place) => {
    const type = sql.raw(mysqlTypes[kind] ?? kind);
    return sql`${sql.ref(name)} ${type} path ${sql.lit(`$[${place}]`)}`;
  });
  const json = toJson(columns, rows, (date) => date.toISOString().replace("T", " ").slice(0, -1));
  return sql`json_table(${json}, '$[*]' columns(${sql.join(declared)})) as v`;
}

/** Else it is of the database's own character set, and what that does not have becomes a question mark. */
const anyText = "longtext character set utf8mb4";

const mysqlTypes: Partial<Record<ColumnKind, string>> = {
  uuid: "char(32) character set ascii",
  varchar: anyText,
  text: anyText,
  json: anyText,
  positiveInteger: "integer",
  float: "double",
  datetime: "datetime(6)",
};

function toJson(
  columns: readonly NamedKind[],
  rows: readonly RowValues[],
  dateText: (date: Date) => string,
): string {
  return JSON.stringify(rows.map((row) => columns.map(({ name }) => textOf(row[name] ?? null, dateText))));
}

function textOf(value: RowValues[string], dateText: (date: Date) => string): string | number | null {
  if (value instanceof Date) return dateText(value);
  // No database's text holds half of a surrogate pair.
  return typeof value === "string" ? value.toWellFormed() : (value ?? null);
}
