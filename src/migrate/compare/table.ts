import { type CatalogTable, describeForeignKey } from "../../database/catalog/index.ts";
import type { Table } from "../../schema/index.ts";
import { expectedTable } from "../expected.ts";
import type { ServerKind } from "../server-kind.ts";
import { compareChecks } from "./checks.ts";
import { compareColumns } from "./columns.ts";
import { type Difference, drift, note, wantedAndFound } from "./difference.ts";
import { compareIndexes } from "./indexes.ts";

/** Where a table differs from its declaration. */
export function compareTable(
  table: Table,
  found: CatalogTable | undefined,
  server: ServerKind,
): Difference[] {
  if (!found) return [drift(`table ${table.name}`, "is missing")];
  const wanted = expectedTable(table, server);
  return [
    ...compareColumns(table, wanted, found, server),
    ...comparePrimaryKey(wanted, found),
    ...compareIndexes(table, wanted, found, server),
    ...compareChecks(table, wanted, found),
    ...compareForeignKeys(wanted, found),
  ];
}

function comparePrimaryKey(wanted: CatalogTable, found: CatalogTable): Difference[] {
  const text = (table: CatalogTable) => `(${table.primaryKey.join(", ")})`;
  return text(wanted) === text(found)
    ? []
    : [drift(`primary key of ${wanted.name}`, wantedAndFound(text(wanted), text(found)))];
}

function compareForeignKeys(wanted: CatalogTable, found: CatalogTable): Difference[] {
  const object = `foreign key of ${wanted.name}`;
  const theirs = found.foreignKeys.map(describeForeignKey);
  const ours = wanted.foreignKeys.map(describeForeignKey);
  return [
    ...ours.filter((key) => !theirs.includes(key)).map((key) => drift(object, `${key} is missing`)),
    ...theirs.filter((key) => !ours.includes(key)).map((key) => note(object, `${key} is not ours`)),
  ];
}
