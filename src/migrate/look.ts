import { type Catalog, readCatalog } from "../database/catalog/index.ts";
import type { Database } from "../database/database.ts";
import { migrationHistory } from "../schema/index.ts";
import { archiveNames } from "./archive/plan.ts";
import { type History, readHistory } from "./history.ts";
import type { Migration } from "./migration.ts";
import { tableOf } from "./operations.ts";

/** What a database has: the tables that the migrations speak of, and what was done to them. */
export interface Sight {
  readonly catalog: Catalog;
  readonly history: History;
}

/** The history's table, and those that the migrations speak of. */
export function tablesOf(migrations: readonly Migration[]): string[] {
  const tables = migrations.flatMap((migration) => migration.operations.map(tableOf));
  return [migrationHistory.name, ...new Set(tables)];
}

export async function look(database: Database, migrations: readonly Migration[]): Promise<Sight> {
  const catalog = await readCatalog(database, [...tablesOf(migrations), ...archiveNames(migrations)]);
  return { catalog, history: await readHistory(database, catalog) };
}
