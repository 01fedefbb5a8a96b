import { sql } from "kysely";
import type { Database } from "../database.ts";
import { canonicalDefault, canonicalType } from "./canonical.ts";
import type { CatalogColumn, CatalogIndex, CatalogTable } from "./catalog.ts";
import { normaliseExpression } from "./normalise.ts";

/** Reads tables of the current schema from PostgreSQL's catalog, in three queries. */
export async function readPostgres(
  database: Database,
  tables: readonly string[],
): Promise<Map<string, CatalogTable>> {
  const columns = Map.groupBy(await readColumns(database, tables), (row) => row.table);
  const indexes = Map.groupBy(await readIndexes(database, tables), (row) => row.table);
  const constraints = Map.groupBy(await readConstraints(database, tables), (row) => row.table);

  const catalog = new Map<string, CatalogTable>();
  for (const [name, rows] of columns) {
    const own = indexes.get(name) ?? [];
    const primary = own.find((row) => row.primary);
    const constraintsOfTable = constraints.get(name) ?? [];
    catalog.set(name, {
      name,
      columns: rows.map(toColumn),
      primaryKey: primary?.columns.map((column) => column.name) ?? [],
      indexes: own.filter((row) => !row.primary).map(toIndex),
      checks: constraintsOfTable
        .filter((row) => row.type === "c")
        .map((row) => ({
          name: row.name,
          ...(row.columns?.length === 1 ? { column: row.columns[0] as string } : {}),
          inColumn: false,
          expression: normaliseExpression(row.expression ?? ""),
          validated: row.validated,
        })),
      foreignKeys: constraintsOfTable
        .filter((row) => row.type === "f")
        .map((row) => ({
          name: row.name,
          columns: row.columns ?? [],
          references: row.references ?? "",
          referencedColumns: row.referencedColumns ?? [],
        })),
    });
  }
  return catalog;
}

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  nullable: boolean;
  default: string | null;
  identity: boolean;
  comment: string | null;
}

async function readColumns(database: Database, tables: readonly string[]): Promise<ColumnRow[]> {
  const { rows } = await sql<ColumnRow>`
    select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      not a.attnotnull as nullable, pg_get_expr(d.adbin, d.adrelid) as "default",
      a.attidentity <> '' as identity, col_description(c.oid, a.attnum) as comment
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname in (${sql.join(tables)})
    order by c.relname, a.attnum`.execute(database.query);
  return rows;
}

function toColumn(row: ColumnRow): CatalogColumn {
  const serial = row.identity || /^nextval\(/.test(row.default ?? "");
  const value = serial ? undefined : canonicalDefault(row.default);
  return {
    name: row.name,
    type: canonicalType(row.type, "postgres"),
    nullable: row.nullable,
    ...(value === undefined ? {} : { default: value }),
    ...(row.comment === null ? {} : { comment: row.comment }),
    serial,
  };
}

interface IndexRow {
  table: string;
  name: string;
  primary: boolean;
  unique: boolean;
  valid: boolean;
  method: string;
  included: number;
  predicate: string | null;
  columns: { name: string; option: number; operatorClass: string | null; collation: string | null }[];
}

async function readIndexes(database: Database, tables: readonly string[]): Promise<IndexRow[]> {
  const { rows } = await sql<IndexRow>`
    select t.relname as "table", i.relname as name, x.indisprimary as "primary", x.indisunique as "unique",
      x.indisvalid and x.indisready as valid, m.amname as method, x.indnatts - x.indnkeyatts as included,
      pg_get_expr(x.indpred, x.indrelid) as predicate,
      (select json_agg(json_build_object(
          'name', coalesce(a.attname, pg_get_indexdef(x.indexrelid, k, true)),
          'option', x.indoption[k - 1],
          'operatorClass', case when not o.opcdefault then o.opcname end,
          'collation', case when x.indcollation[k - 1] <> a.attcollation then l.collname end) order by k)
        from generate_series(1, x.indnkeyatts) k
        join pg_opclass o on o.oid = x.indclass[k - 1]
        left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[k - 1] and a.attnum > 0
        left join pg_collation l on l.oid = x.indcollation[k - 1]) as columns
    from pg_index x
    join pg_class t on t.oid = x.indrelid
    join pg_class i on i.oid = x.indexrelid
    join pg_am m on m.oid = i.relam
    join pg_namespace n on n.oid = t.relnamespace and n.nspname = current_schema()
    where t.relname in (${sql.join(tables)})
    order by t.relname, i.relname`.execute(database.query);
  return rows;
}

/** Bits of pg_index.indoption. */
const descending = 1;
const nullsFirst = 2;

function toIndex(row: IndexRow): CatalogIndex {
  const extras = row.method === "btree" ? [] : [`USING ${row.method}`];
  if (row.included > 0) extras.push(`INCLUDE ${row.included} columns`);
  for (const { name, option, collation } of row.columns) {
    if (collation !== null) extras.push(`${name} COLLATE ${collation}`);
    if (Boolean(option & descending) !== Boolean(option & nullsFirst)) extras.push(`${name} NULLS otherwise`);
  }
  return {
    name: row.name,
    columns: row.columns.map((column) => ({
      name: column.name,
      descending: Boolean(column.option & descending),
      ...(column.operatorClass === null ? {} : { operatorClass: column.operatorClass }),
    })),
    unique: row.unique,
    ...(row.predicate === null ? {} : { where: normaliseExpression(row.predicate) }),
    valid: row.valid,
    ...(extras.length === 0 ? {} : { extra: extras.join(", ") }),
  };
}

interface ConstraintRow {
  table: string;
  name: string;
  type: "c" | "f";
  validated: boolean;
  expression: string | null;
  columns: string[] | null;
  references: string | null;
  referencedColumns: string[] | null;
}

async function readConstraints(database: Database, tables: readonly string[]): Promise<ConstraintRow[]> {
  const names = (keys: string, table: string) => sql`
    (select json_agg(a.attname order by k.place) from unnest(${sql.raw(keys)}) with ordinality k(attnum, place)
      join pg_attribute a on a.attrelid = ${sql.raw(table)} and a.attnum = k.attnum)`;
  const { rows } = await sql<ConstraintRow>`
    select t.relname as "table", c.conname as name, c.contype as type, c.convalidated as validated,
      pg_get_expr(c.conbin, c.conrelid) as expression, f.relname as "references",
      ${names("c.conkey", "c.conrelid")} as columns,
      ${names("c.confkey", "c.confrelid")} as "referencedColumns"
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid
    join pg_namespace n on n.oid = t.relnamespace and n.nspname = current_schema()
    left join pg_class f on f.oid = c.confrelid
    where c.contype in ('c', 'f') and t.relname in (${sql.join(tables)})
    order by t.relname, c.conname`.execute(database.query);
  return rows;
}
