import { type CatalogColumn, type CatalogTable, describeColumn } from "../../database/catalog/index.ts";
import type { Column, Table } from "../../schema/index.ts";
import { sameType } from "../match.ts";
import type { ServerKind } from "../server-kind.ts";
import { type Difference, drift, note, wantedAndFound } from "./difference.ts";

export function compareColumns(
  table: Table,
  wanted: CatalogTable,
  found: CatalogTable,
  server: ServerKind,
): Difference[] {
  return [
    ...wanted.columns.flatMap((column) => {
      const theirs = found.columns.find((other) => other.name === column.name);
      const object = `column ${table.name}.${column.name}`;
      return theirs ? compareColumn(object, column, theirs, server) : [drift(object, "is missing")];
    }),
    ...foreignColumns(wanted, found),
    ...commentNote(table, server),
  ];
}

function compareColumn(
  object: string,
  wanted: CatalogColumn,
  found: CatalogColumn,
  server: ServerKind,
): Difference[] {
  const differences: Difference[] = [];
  const serves = sameType(wanted, found, server);
  if (serves && wanted.type !== found.type) {
    differences.push(note(object, `is kept as ${found.type}, where a new table has ${wanted.type}`));
  }
  const ours = describeColumn(wanted);
  const theirs = describeColumn(serves ? { ...found, type: wanted.type } : found);
  if (ours !== theirs) differences.push(drift(object, wantedAndFound(ours, theirs)));
  if (wanted.comment !== undefined && wanted.comment !== found.comment) {
    const comment = found.comment === undefined ? "none" : `"${found.comment}"`;
    differences.push(drift(object, wantedAndFound(`the comment "${wanted.comment}"`, comment)));
  }
  return differences;
}

function foreignColumns(wanted: CatalogTable, found: CatalogTable): Difference[] {
  return found.columns
    .filter((column) => !wanted.columns.some((other) => other.name === column.name))
    .map((column) => {
      const required = !column.nullable && column.default === undefined;
      const warning = required ? "; it is required, so Longshore cannot add rows" : "";
      return note(`column ${wanted.name}.${column.name}`, `is not ours${warning}`);
    });
}

function commentNote(table: Table, { capabilities, dialect }: ServerKind): Difference[] {
  const commented = Object.values<Column>(table.columns).some((column) => column.comment !== undefined);
  return commented && !capabilities.columnComments
    ? [note(`table ${table.name}`, `has no comments on its columns: ${dialect} keeps none`)]
    : [];
}
