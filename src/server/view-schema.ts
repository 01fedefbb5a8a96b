import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { inspect } from "../migrate/inspect.ts";
import seed from "../migrations/0002_add_queue_fields.ts";

/** The nine that the seed asks for. */
const seedIndexes = new Set(
  seed.operations.flatMap((each) => (each.kind === "addIndex" ? each.index.name : [])),
);

interface TableSize {
  readonly name: string;
  readonly rows: number | null;
  readonly bytes: number | null;
}

interface IndexUse {
  readonly name: string;
  readonly bytes: number | null;
  readonly scans: number | null;
}

/** Our tables as the database has them, with what it knows of their size and use. */
export async function viewSchema(database: Database) {
  const [tables, sizes, uses] = await Promise.all([
    inspect(database),
    tableSizes(database),
    indexUses(database),
  ]);
  return {
    tables: tables.map(({ table, columns, indexes, checks }) => ({
      name: table,
      rows: sizes.get(table)?.rows ?? null,
      bytes: sizes.get(table)?.bytes ?? null,
      columns: [...columns],
      indexes: indexes.map(({ name, columns: of, unique, where }) => ({
        name,
        columns: of,
        unique,
        predicate: where,
        bytes: uses.get(name)?.bytes ?? null,
        scans: uses.get(name)?.scans ?? null,
        seed: seedIndexes.has(name),
      })),
      checks: checks.map(({ name, expression }) => ({ name, expression })),
    })),
  };
}

/** SQLite counts neither; MariaDB and MySQL count no scans. */
async function tableSizes(database: Database): Promise<Map<string, TableSize>> {
  if (database.dialect === "sqlite") return new Map();
  const query =
    database.dialect === "postgres"
      ? sql<TableSize>`select relname as name, nullif(reltuples, -1)::float8 as rows,
          pg_total_relation_size(oid)::float8 as bytes
          from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`
      : sql<TableSize>`select table_name as name, table_rows as \`rows\`, data_length + index_length as bytes
          from information_schema.tables where table_schema = database()`;
  const { rows } = await query.execute(database.query);
  return new Map(
    rows.map((row) => [row.name, { ...row, rows: numberOf(row.rows), bytes: numberOf(row.bytes) }]),
  );
}

async function indexUses(database: Database): Promise<Map<string, IndexUse>> {
  if (database.dialect !== "postgres") return new Map();
  const { rows } = await sql<IndexUse>`
    select indexrelname as name, pg_relation_size(indexrelid)::float8 as bytes, idx_scan::float8 as scans
    from pg_stat_user_indexes where schemaname = current_schema()
  `.execute(database.query);
  return new Map(rows.map((row) => [row.name, row]));
}

function numberOf(value: unknown): number | null {
  return value === null ? null : Number(value);
}
