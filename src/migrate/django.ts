import { sql } from "kysely";
import type { Database } from "../database/database.ts";

const table = "django_migrations";

/** What the seed calls the migration that Django's own project has for these fields. */
const placeholder = "XXXX_add_queue_fields";

/**
 * The command that tells Django that its queue fields are there; undefined where no Django keeps a history in
 * this database. It is only read.
 */
export async function djangoCommand(database: Database): Promise<string | undefined> {
  const exists = {
    postgres: sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${table}`,
    sqlite: sql`select 1 from sqlite_master where type = 'table' and name = ${table}`,
    mysql: sql`select 1 from information_schema.tables where table_schema = database() and table_name = ${table}`,
  };
  const family = database.dialect === "mariadb" ? "mysql" : database.dialect;
  if ((await exists[family].execute(database.query)).rows.length === 0) return undefined;
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}
    where app = 'container_manager' and name like '0002%' order by id limit 1`.execute(database.query);
  return `python manage.py migrate container_manager ${rows[0]?.name ?? placeholder} --fake`;
}
