import { type Catalog, readCatalog } from "../database/catalog/index.ts";
import type { Database } from "../database/database.ts";
import { migrationHistory, type Table, tables } from "../schema/index.ts";
import type { Difference } from "./compare/difference.ts";
import { compareTable } from "./compare/table.ts";
import type { ServerKind } from "./server-kind.ts";

const declared: readonly Table[] = [migrationHistory, ...tables];

/** Compares the declared schema with what the database has. */
export async function verify(database: Database): Promise<Difference[]> {
  const catalog = await readCatalog(
    database,
    declared.map((table) => table.name),
  );
  return compareSchema(declared, catalog, database);
}

export function compareSchema(schema: readonly Table[], catalog: Catalog, server: ServerKind): Difference[] {
  return schema.flatMap((table) => compareTable(table, catalog.get(table.name), server));
}
