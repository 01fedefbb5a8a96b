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

/** Reads tables of the current database from MariaDB's or MySQL's information_schema, in four queries. */
export async function readMysql(
  database: Database,
  tables: readonly string[],
): Promise<Map<string, CatalogTable>> {
  const columns = Map.groupBy(await readColumns(database, tables), (row) => row.table);
  const indexes = Map.groupBy(await readIndexes(database, tables), (row) => row.table);
  const checks = Map.groupBy(await readChecks(database, tables), (row) => row.table);
  const keys = Map.groupBy(await readForeignKeys(database, tables), (row) => row.table);

  const catalog = new Map<string, CatalogTable>();
  for (const [name, rows] of columns) {
    const parts = Map.groupBy(indexes.get(name) ?? [], (row) => row.name);
    const primary = parts.get("PRIMARY") ?? [];
    parts.delete("PRIMARY");
    catalog.set(name, {
      name,
      columns: rows.map((row) => toColumn(row, database)),
      primaryKey: primary.map((part) => part.column ?? ""),
      indexes: [...parts.values()].map(toIndex),
      checks: (checks.get(name) ?? []).map((row) =>
        toCheck(
          row,
          rows.map((column) => column.name),
        ),
      ),
      foreignKeys: [...Map.groupBy(keys.get(name) ?? [], (row) => row.name).values()].map(toForeignKey),
    });
  }
  return catalog;
}

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  nullable: "YES" | "NO";
  default: string | null;
  comment: string;
  extra: string;
}

async function readColumns(database: Database, tables: readonly string[]): Promise<ColumnRow[]> {
  const { rows } = await sql<ColumnRow>`
    select table_name as \`table\`, column_name as name, column_type as type, is_nullable as nullable,
      column_default as \`default\`, column_comment as comment, extra
    from information_schema.columns
    where table_schema = database() and table_name in (${sql.join(tables)})
    order by table_name, ordinal_position`.execute(database.query);
  return rows;
}

function toColumn(row: ColumnRow, { dialect }: Database): CatalogColumn {
  // MariaDB writes a default as an expression, MySQL as the bare value.
  const value = dialect === "mariadb" ? canonicalDefault(row.default) : (row.default ?? undefined);
  return {
    name: row.name,
    type: canonicalType(row.type, dialect),
    nullable: row.nullable === "YES",
    ...(value === undefined ? {} : { default: value }),
    ...(row.comment === "" ? {} : { comment: row.comment }),
    serial: /auto_increment/i.test(row.extra),
  };
}

interface IndexRow {
  table: string;
  name: string;
  column: string | null;
  direction: "A" | "D" | null;
  duplicates: number | string;
  prefix: number | string | null;
  method: string;
}

async function readIndexes(database: Database, tables: readonly string[]): Promise<IndexRow[]> {
  const { rows } = await sql<IndexRow>`
    select table_name as \`table\`, index_name as name, column_name as \`column\`, collation as direction,
      non_unique as duplicates, sub_part as prefix, index_type as method
    from information_schema.statistics
    where table_schema = database() and table_name in (${sql.join(tables)})
    order by table_name, index_name, seq_in_index`.execute(database.query);
  return rows;
}

function toIndex(parts: readonly IndexRow[]): CatalogIndex {
  const first = parts[0] as IndexRow;
  return {
    name: first.name,
    columns: parts.map((part) => ({
      name: `${part.column ?? "(an expression)"}${part.prefix === null ? "" : `(${part.prefix})`}`,
      descending: part.direction === "D",
    })),
    unique: Number(first.duplicates) === 0,
    valid: true,
    ...(first.method === "BTREE" ? {} : { extra: `USING ${first.method}` }),
  };
}

interface CheckRow {
  table: string;
  name: string;
  expression: string;
  level: "Column" | "Table";
  enforced: "YES" | "NO";
}

async function readChecks(database: Database, tables: readonly string[]): Promise<CheckRow[]> {
  const query =
    database.dialect === "mariadb"
      ? sql<CheckRow>`
        select table_name as \`table\`, constraint_name as name, check_clause as expression, level,
          'YES' as enforced
        from information_schema.check_constraints
        where constraint_schema = database() and table_name in (${sql.join(tables)})
        order by table_name, constraint_name`
      : sql<CheckRow>`
        select t.table_name as \`table\`, c.constraint_name as name, c.check_clause as expression,
          'Table' as level, t.enforced as enforced
        from information_schema.check_constraints c
        join information_schema.table_constraints t using (constraint_schema, constraint_name)
        where c.constraint_schema = database() and t.table_name in (${sql.join(tables)})
        order by t.table_name, c.constraint_name`;
  return (await query.execute(database.query)).rows;
}

function toCheck(row: CheckRow, columns: readonly string[]): CatalogCheck {
  // MySQL escapes the quotes of a string and says which character set it is in.
  const expression = normaliseExpression(row.expression.replaceAll("\\'", "'").replaceAll(/_utf8mb4'/g, "'"));
  const column = soleColumn(expression, columns);
  const inColumn = row.level === "Column";
  return {
    ...(inColumn ? {} : { name: row.name }),
    ...(column === undefined ? {} : { column }),
    inColumn,
    expression,
    validated: row.enforced === "YES",
  };
}

interface ForeignKeyRow {
  table: string;
  name: string;
  column: string;
  references: string;
  referencedColumn: string;
}

async function readForeignKeys(database: Database, tables: readonly string[]): Promise<ForeignKeyRow[]> {
  const { rows } = await sql<ForeignKeyRow>`
    select table_name as \`table\`, constraint_name as name, column_name as \`column\`,
      referenced_table_name as \`references\`, referenced_column_name as referencedColumn
    from information_schema.key_column_usage
    where table_schema = database() and referenced_table_name is not null
      and table_name in (${sql.join(tables)})
    order by table_name, constraint_name, ordinal_position`.execute(database.query);
  return rows;
}

function toForeignKey(parts: readonly ForeignKeyRow[]): CatalogForeignKey {
  const first = parts[0] as ForeignKeyRow;
  return {
    name: first.name,
    columns: parts.map((part) => part.column),
    references: first.references,
    referencedColumns: parts.map((part) => part.referencedColumn),
  };
}
