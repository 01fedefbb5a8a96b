import { type Catalog, readCatalog } from "../database/catalog/index.ts";
import type { Database } from "../database/database.ts";
import { migrationHistory } from "../schema/index.ts";
import { type History, readHistory } from "./history.ts";
import type { Migration } from "./migration.ts";
import { tableOf } from "./operations.ts";

/** What a database has: the tables that the migrations speak of, and what was done to them. */
export interface Sight {
  readonly catalog: Catalog;
  readonly history: History;
}

export async function look(database: Database, migrations: readonly Migration[]): Promise<Sight> {
  const tables = migrations.flatMap((migration) => migration.operations.map(tableOf));
  const catalog = await readCatalog(database, [migrationHistory.name, ...new Set(tables)]);
  return { catalog, history: await readHistory(database, catalog) };
}
