import type { CatalogCheck, CatalogTable } from "../../database/catalog/index.ts";
import type { Table } from "../../schema/index.ts";
import { expectedCheck } from "../expected.ts";
import { matchCheck, missingKindChecks } from "../match.ts";
import { type Difference, drift, note, wantedAndFound } from "./difference.ts";

export function compareChecks(table: Table, wanted: CatalogTable, found: CatalogTable): Difference[] {
  const reserved = new Set(table.checks.map((check) => check.name));
  const known = new Set<string>(wanted.checks.map((check) => check.expression));
  const foreign = found.checks.filter(
    (check) => !known.has(check.expression) && !(check.name && reserved.has(check.name)),
  );
  return [
    ...table.checks.flatMap((check) => compareCheck(table.name, expectedCheck(check), found, reserved)),
    ...missingKindChecks(wanted, found).map((check) =>
      drift(`column ${table.name}.${check.column}`, `its check ${check.expression} is missing`),
    ),
    ...foreign.map((check) =>
      note(`check ${table.name}.${check.name ?? check.column}`, `${check.expression} is not ours`),
    ),
  ];
}

function compareCheck(
  table: string,
  wanted: CatalogCheck,
  found: CatalogTable,
  reserved: ReadonlySet<string>,
): Difference[] {
  const object = `check ${table}.${wanted.name}`;
  const match = matchCheck(found, wanted, reserved);
  switch (match.kind) {
    case "missing":
      return [drift(object, `${wanted.expression} is missing`)];
    case "different":
      return [drift(object, wantedAndFound(wanted.expression, match.found.expression))];
    case "unfinished":
      return [drift(object, "is not validated: old rows may violate it")];
    case "same":
      return sameCheck(object, wanted, match.found);
  }
}

function sameCheck(object: string, wanted: CatalogCheck, { name, column }: CatalogCheck): Difference[] {
  if (name === wanted.name) return [];
  return name === undefined
    ? [
        note(
          object,
          `is kept in the definition of ${column}, where it has no name: adding it there copies nothing`,
        ),
      ]
    : [note(object, `is there as ${name}`)];
}
