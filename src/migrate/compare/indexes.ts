import { type CatalogIndex, type CatalogTable, describeIndex } from "../../database/catalog/index.ts";
import type { Index, Table } from "../../schema/index.ts";
import { expectedIndex } from "../expected.ts";
import { matchIndex, matchUnique } from "../match.ts";
import type { ServerKind } from "../server-kind.ts";
import { isIndexOn, standInNote } from "../statements/indexes.ts";
import { type Difference, drift, note, wantedAndFound } from "./difference.ts";

export function compareIndexes(
  table: Table,
  wanted: CatalogTable,
  found: CatalogTable,
  server: ServerKind,
): Difference[] {
  const reserved = new Set(table.indexes.map((index) => index.name));
  const known = new Set<CatalogIndex>();
  const differences = table.indexes
    .filter((index) => isIndexOn(index, server.dialect))
    .flatMap((index) => compareIndex(table.name, index, found, { reserved, known, server }));
  const uniques = wanted.indexes.filter((index) => index.unique);
  for (const unique of uniques) {
    if (!matchUnique(found, unique)) {
      differences.push(drift(`column ${table.name}.${unique.name}`, "is not unique"));
    }
  }
  const ours = new Set(uniques.map(describeIndex));
  // InnoDB makes an index for each foreign key, and names it after the key.
  const foreignKeys = new Set(found.foreignKeys.map((key) => key.name));
  const foreign = found.indexes.filter(
    (index) => !known.has(index) && !ours.has(describeIndex(index)) && !foreignKeys.has(index.name),
  );
  return [...differences, ...foreign.map((index) => foreignIndex(table.name, index))];
}

function compareIndex(
  table: string,
  index: Index,
  found: CatalogTable,
  { reserved, known, server }: { reserved: Set<string>; known: Set<CatalogIndex>; server: ServerKind },
): Difference[] {
  const object = `index ${table}.${index.name}`;
  const wanted = expectedIndex(index, server);
  const match = matchIndex(found, wanted, reserved);
  if (match.kind === "missing") return [drift(object, `${describeIndex(wanted)} is missing`)];
  known.add(match.found);
  switch (match.kind) {
    case "different":
      return [drift(object, wantedAndFound(describeIndex(wanted), describeIndex(match.found)))];
    case "unfinished":
      return [drift(object, "is invalid: building it did not end well")];
    case "same":
      return sameIndex(object, index, match.found, server);
  }
}

function sameIndex(object: string, index: Index, found: CatalogIndex, server: ServerKind): Difference[] {
  const differences: Difference[] = [];
  if (found.name !== index.name) differences.push(note(object, `is there as ${found.name}`));
  const standIn = standInNote(index, server).note;
  if (standIn !== undefined) differences.push(note(object, `${describeIndex(found)} ${standIn}`));
  const descending = index.columns.some((column) => column.descending);
  if (descending && !server.capabilities.descendingIndexes) {
    differences.push(note(object, "is stored ascending: this version only reads DESC"));
  }
  return differences;
}

function foreignIndex(table: string, index: CatalogIndex): Difference {
  const invalid = index.valid ? "" : "; it is invalid, and costs each write";
  return note(`index ${table}.${index.name}`, `${describeIndex(index)} is not ours${invalid}`);
}
