import { type Catalog, readCatalog } from "../database/catalog/index.ts";
import type { Database } from "../database/database.ts";
import { migrations } from "../migrations/index.ts";
import { migrationHistory, type Table, tables } from "../schema/index.ts";
import { archiveNames } from "./archive/plan.ts";
import { type Difference, note } from "./compare/difference.ts";
import { compareTable } from "./compare/table.ts";
import type { ServerKind } from "./server-kind.ts";

const declared: readonly Table[] = [migrationHistory, ...tables];

/** Compares the declared schema with what the database has. */
export async function verify(database: Database): Promise<Difference[]> {
  const archives = archiveNames(migrations);
  const catalog = await readCatalog(database, [...declared.map((table) => table.name), ...archives]);
  return [...compareSchema(declared, catalog, database), ...noteArchives(archives, catalog)];
}

function noteArchives(archives: readonly string[], catalog: Catalog): Difference[] {
  return archives
    .filter((name) => catalog.has(name))
    .map((name) => note(`table ${name}`, "keeps what going back dropped, until it is restored"));
}

export function compareSchema(schema: readonly Table[], catalog: Catalog, server: ServerKind): Difference[] {
  return schema.flatMap((table) => compareTable(table, catalog.get(table.name), server));
}
