import type { Database } from "../database.ts";
import type { Catalog } from "./catalog.ts";
import { readMysql } from "./mysql.ts";
import { readPostgres } from "./postgres.ts";
import { readSqlite } from "./sqlite.ts";

/** The tables of these names as the database has them; those that do not exist are missing. */
export async function readCatalog(database: Database, tables: readonly string[]): Promise<Catalog> {
  switch (database.dialect) {
    case "postgres":
      return readPostgres(database, tables);
    case "sqlite":
      return readSqlite(database, tables);
    default:
      return readMysql(database, tables);
  }
}
