import { type RawBuilder, sql } from "kysely";
import { type Database, isMysqlFamily } from "../../database/database.ts";

/**
 * The job table, read by this index. PostgreSQL finds it by its statistics of the table. SQLite has none
 * until somebody asks for them, and MariaDB's mislead it: both are told.
 */
export function jobsBy(database: Database, index: string): RawBuilder<unknown> {
  const table = sql.table("container_manager_containerjob");
  if (database.dialect === "sqlite") return sql`${table} indexed by ${sql.id(index)}`;
  return isMysqlFamily(database.dialect) ? sql`${table} force index (${sql.id(index)})` : table;
}
