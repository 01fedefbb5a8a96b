import type { CatalogTable } from "../../database/catalog/index.ts";
import { boolean, type Column, type Table, table, varchar } from "../../schema/index.ts";

/** Says which rows of an archive were restored, within the transaction that restores them. */
export const restoredMark = "restored";

/** A table whose rows keep what the rows of another lost: its primary key, and the columns by their names. */
export interface ColumnArchive {
  readonly name: string;
  /** The table that they are of. */
  readonly table: string;
  readonly primaryKey: readonly string[];
  readonly columns: Readonly<Record<string, Column>>;
}

/**
 * The archive as a declared table.
 *
 * @param key the columns of the primary key, as they are declared
 * @param found the table that it is the archive of, as the database has it
 */
export function archiveTable(
  { name, primaryKey, columns }: ColumnArchive,
  key: Readonly<Record<string, Column>>,
  found: CatalogTable,
): Table {
  const values = Object.entries(columns).map(([column, { kind, length, nullable }]) => [
    column,
    { kind, nullable, ...(length === undefined ? {} : { length }) },
  ]);
  const keys = Object.entries(key).map(([column, declared]) => [column, keyColumn(column, declared, found)]);
  return table(
    name,
    { ...Object.fromEntries([...keys, ...values]), [restoredMark]: boolean({ default: false }) },
    { primaryKey },
  );
}

function keyColumn(name: string, declared: Column, found: CatalogTable): Column {
  // Compared with a `uuid`, a text could not be looked up in its index.
  const isText = found.columns.some((column) => column.name === name && column.type === "char(32)");
  if (declared.kind === "uuid" && isText) return varchar(32);
  return {
    kind: declared.kind === "serial" ? "bigint" : declared.kind,
    nullable: false,
    ...lengthOf(declared),
  };
}

function lengthOf({ length }: Column): { length?: number } {
  return length === undefined ? {} : { length };
}
