import { sql } from "kysely";
import type { Database } from "../database.ts";
import { canonicalDefault, canonicalType } from "./canonical.ts";
import type {
  CatalogCheck,
  CatalogColumn,
  CatalogForeignKey,
  CatalogIndex,
  CatalogTable,
} from "./catalog.ts";
import { normaliseExpression, soleColumn } from "./normalise.ts";
import { checksIn, type DefinedCheck, predicateIn } from "./sqlite-definition.ts";

/** Reads tables from SQLite's pragmas, and what these do not tell from the text of the definitions. */
export async function readSqlite(
  database: Database,
  tables: readonly string[],
): Promise<Map<string, CatalogTable>> {
  const masters = await readTables(database, tables);
  const columns = Map.groupBy(await readColumns(database, tables), (row) => row.table);
  const indexes = Map.groupBy(await readIndexes(database, tables), (row) => row.table);
  const keys = Map.groupBy(await readForeignKeys(database, tables), (row) => row.table);

  const catalog = new Map<string, CatalogTable>();
  for (const master of masters) {
    const rows = columns.get(master.name) ?? [];
    const primaryKey = rows.filter((row) => row.key > 0).sort((a, b) => a.key - b.key);
    const parts = Map.groupBy(indexes.get(master.name) ?? [], (row) => row.name);
    const names = rows.map((row) => row.name);
    catalog.set(master.name, {
      name: master.name,
      columns: rows.map((row) => toColumn(row, primaryKey.length === 1)),
      primaryKey: primaryKey.map((row) => row.name),
      indexes: [...parts.values()].filter((part) => part[0]?.origin !== "pk").map(toIndex),
      checks: checksIn(master.sql).map((check) => toCheck(check, names)),
      foreignKeys: [...Map.groupBy(keys.get(master.name) ?? [], (row) => row.id).values()].map(toForeignKey),
      sql: master.sql,
    });
  }
  return catalog;
}

async function readTables(database: Database, tables: readonly string[]) {
  const { rows } = await sql<{ name: string; sql: string }>`
    select name, coalesce(sql, '') as sql from sqlite_master
    where type in ('table', 'view') and name in (${sql.join(tables)})`.execute(database.query);
  return rows;
}

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  notNull: 0 | 1;
  default: string | null;
  /** Its place in the primary key, from 1; 0 outside. */
  key: number;
}

async function readColumns(database: Database, tables: readonly string[]): Promise<ColumnRow[]> {
  const { rows } = await sql<ColumnRow>`
    select m.name as "table", c.name, c.type, c."notnull" as "notNull", c.dflt_value as "default", c.pk as "key"
    from sqlite_master m, pragma_table_xinfo(m.name) c
    where m.type in ('table', 'view') and m.name in (${sql.join(tables)})
    order by m.name, c.cid`.execute(database.query);
  return rows;
}

function toColumn(row: ColumnRow, aloneInKey: boolean): CatalogColumn {
  const type = canonicalType(row.type, "sqlite");
  const value = canonicalDefault(row.default);
  return {
    name: row.name,
    type,
    nullable: row.notNull === 0,
    ...(value === undefined ? {} : { default: value }),
    // Another name of the rowid.
    serial: row.key > 0 && aloneInKey && type === "integer",
  };
}

interface IndexRow {
  table: string;
  name: string;
  unique: 0 | 1;
  /** c: CREATE INDEX, u: UNIQUE, pk: PRIMARY KEY */
  origin: "c" | "u" | "pk";
  column: string | null;
  descending: 0 | 1;
  collation: string;
  sql: string | null;
}

async function readIndexes(database: Database, tables: readonly string[]): Promise<IndexRow[]> {
  const { rows } = await sql<IndexRow>`
    select m.name as "table", l.name, l."unique", l.origin, x.name as "column", x."desc" as descending,
      x.coll as collation, i.sql
    from sqlite_master m, pragma_index_list(m.name) l, pragma_index_xinfo(l.name) x
    left join sqlite_master i on i.type = 'index' and i.name = l.name
    where m.type = 'table' and m.name in (${sql.join(tables)}) and x."key" = 1
    order by m.name, l.name, x.seqno`.execute(database.query);
  return rows;
}

function toIndex(parts: readonly IndexRow[]): CatalogIndex {
  const first = parts[0] as IndexRow;
  const predicate = first.sql === null ? undefined : predicateIn(first.sql);
  const collations = parts.filter((part) => part.collation.toUpperCase() !== "BINARY");
  return {
    name: first.name,
    columns: parts.map((part) => ({
      name: part.column ?? "(an expression)",
      descending: part.descending === 1,
    })),
    unique: first.unique === 1,
    ...(predicate === undefined ? {} : { where: normaliseExpression(predicate) }),
    valid: true,
    ...(collations.length === 0
      ? {}
      : { extra: collations.map((part) => `${part.column} COLLATE ${part.collation}`).join(", ") }),
  };
}

function toCheck(check: DefinedCheck, columns: readonly string[]): CatalogCheck {
  const expression = normaliseExpression(check.expression);
  const column = soleColumn(expression, columns);
  return {
    ...(check.name === undefined ? {} : { name: check.name }),
    ...(column === undefined ? {} : { column }),
    inColumn: check.column !== undefined,
    expression,
    validated: true,
  };
}

interface ForeignKeyRow {
  table: string;
  id: number;
  column: string;
  references: string;
  /** Null where the other table's primary key is meant. */
  referencedColumn: string | null;
}

async function readForeignKeys(database: Database, tables: readonly string[]): Promise<ForeignKeyRow[]> {
  const { rows } = await sql<ForeignKeyRow>`
    select m.name as "table", k.id, k."from" as "column", k."table" as "references",
      k."to" as "referencedColumn"
    from sqlite_master m, pragma_foreign_key_list(m.name) k
    where m.type = 'table' and m.name in (${sql.join(tables)})
    order by m.name, k.id, k.seq`.execute(database.query);
  return rows;
}

function toForeignKey(parts: readonly ForeignKeyRow[]): CatalogForeignKey {
  return {
    columns: parts.map((part) => part.column),
    references: parts[0]?.references ?? "",
    referencedColumns: parts.map((part) => part.referencedColumn ?? "id"),
  };
}
