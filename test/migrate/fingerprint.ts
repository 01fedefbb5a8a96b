/** What a database's schema is like, by definition and not by name, as a list that can be compared. */
import { sql } from "kysely";
import {
  describeColumn,
  describeForeignKey,
  describeIndex,
  readCatalog,
} from "../../src/database/catalog/index.ts";
import type { Database } from "../../src/database/database.ts";
import { migrationHistory, tables } from "../../src/schema/index.ts";

const declaredNames: readonly string[] = [migrationHistory, ...tables].map((table) => table.name);

/** One line for each column, key, index, check and foreign key of our tables. */
export async function fingerprint(database: Database): Promise<string[]> {
  const lines: string[] = [];
  for (const table of (await readCatalog(database, declaredNames)).values()) {
    const add = (what: string) => lines.push(`${table.name}: ${what}`);
    for (const column of table.columns) {
      add(`${column.name} ${describeColumn(column)} ${JSON.stringify(column.comment ?? "")}`);
    }
    add(`PRIMARY KEY (${table.primaryKey.join(", ")})`);
    for (const index of table.indexes) add(`INDEX ${describeIndex(index)} ${index.valid ? "" : "invalid"}`);
    for (const check of table.checks)
      add(`CHECK ${check.expression} ${check.validated ? "" : "not validated"}`);
    for (const key of table.foreignKeys) add(`FOREIGN KEY ${describeForeignKey(key)}`);
  }
  return [...new Set(lines)].sort();
}

/** Everything in the database's own catalog, to see that nothing was changed, however small. */
export async function wholeCatalog(database: Database): Promise<string> {
  const queries = {
    postgres: sql`select c.oid, c.relname, c.relfilenode, c.xmin::text, a.attname, a.xmin::text as axmin
      from pg_class c left join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace order by c.oid, a.attnum`,
    sqlite: sql`select *, (select schema_version from pragma_schema_version) as version from sqlite_master
      order by name`,
    mysql: sql`select t.table_name, t.create_time, c.column_name, c.column_type, c.column_default
      from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
      where table_schema = database() order by t.table_name, c.ordinal_position`,
  };
  const family = database.dialect === "mariadb" ? "mysql" : database.dialect;
  return JSON.stringify((await queries[family].execute(database.query)).rows);
}
