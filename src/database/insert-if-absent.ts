import type { InsertObject } from "kysely";
import { type Database, isMysqlFamily } from "./database.ts";
import type { Tables } from "./tables.ts";

/** Inserts a row unless one with its key is there: also when two processes do so at once. */
export async function insertIfAbsent<Name extends keyof Tables & string>(
  database: Database,
  table: Name,
  row: InsertObject<Tables, Name>,
): Promise<void> {
  const insert = database.query.insertInto(table).values(row);
  const tolerant = isMysqlFamily(database.dialect)
    ? insert.ignore()
    : insert.onConflict((conflict) => conflict.doNothing());
  await tolerant.execute();
}
