import { isMysqlFamily } from "../../database/database.ts";
import type { Column, ColumnKind } from "../../schema/index.ts";
import type { ServerKind } from "../server-kind.ts";
import { quoteName, quoteText } from "./quote.ts";

type TypeNames = Record<Exclude<ColumnKind, "varchar">, string>;

const postgres: TypeNames = {
  uuid: "uuid",
  text: "text",
  integer: "integer",
  positiveInteger: "integer",
  bigint: "bigint",
  serial: "bigint",
  boolean: "boolean",
  float: "double precision",
  json: "jsonb",
  datetime: "timestamp with time zone",
  bytes: "bytea",
};

const mysqlFamily: TypeNames = {
  uuid: "char(32)",
  text: "longtext",
  integer: "integer",
  positiveInteger: "integer UNSIGNED",
  bigint: "bigint",
  serial: "bigint",
  boolean: "bool",
  float: "double precision",
  json: "json",
  datetime: "datetime(6)",
  bytes: "longblob",
};

const sqlite: TypeNames = {
  uuid: "char(32)",
  text: "text",
  integer: "integer",
  positiveInteger: "integer unsigned",
  bigint: "bigint",
  serial: "integer",
  boolean: "bool",
  float: "real",
  json: "text",
  datetime: "datetime",
  bytes: "blob",
};

/** A column's type as Django declares it on each database. */
export function columnType(column: Column, { dialect, capabilities }: ServerKind): string {
  if (column.kind === "varchar") return `varchar(${column.length})`;
  if (column.kind === "uuid" && capabilities.uuidType) return "uuid";
  if (isMysqlFamily(dialect)) return mysqlFamily[column.kind];
  return (dialect === "postgres" ? postgres : sqlite)[column.kind];
}

/** `integer DEFAULT 50 NOT NULL` */
export function columnDefinition(column: Column, server: ServerKind): string {
  const words = [columnType(column, server)];
  if (column.default !== undefined) words.push(`DEFAULT ${defaultLiteral(column.default, server)}`);
  words.push(column.nullable ? "NULL" : "NOT NULL");
  return words.join(" ");
}

/** `COMMENT '…'`, for the databases where a comment is part of the column's definition. */
export function commentClause({ comment = "" }: Column, { dialect }: ServerKind): string {
  return `COMMENT ${quoteText(comment, dialect)}`;
}

export function defaultLiteral(value: NonNullable<Column["default"]>, { dialect }: ServerKind): string {
  if (typeof value === "boolean" && dialect !== "postgres") return value ? "1" : "0";
  return typeof value === "string" ? quoteText(value, dialect) : String(value);
}

/** The check that comes with a column's kind, without a name, as Django writes it. */
export function kindCheck(name: string, column: Column, { dialect }: ServerKind): string | undefined {
  const quoted = quoteName(name, dialect);
  if (column.kind === "positiveInteger") return `${quoted} >= 0`;
  if (column.kind === "json" && dialect === "sqlite") {
    return `(JSON_VALID(${quoted}) OR ${quoted} IS NULL)`;
  }
  return undefined;
}
