import {
  type CatalogCheck,
  type CatalogColumn,
  type CatalogIndex,
  type CatalogTable,
  describeIndex,
} from "../database/catalog/index.ts";
import type { ServerKind } from "./server-kind.ts";

/** What the catalog has where an object is wanted. Names count last: Django and others chose their own. */
export type Match<T> =
  /** It does the same; under another name, perhaps. */
  | { readonly kind: "same"; readonly found: T }
  /** It would do the same, but is invalid or not validated. */
  | { readonly kind: "unfinished"; readonly found: T }
  /** It has the name and does something else. */
  | { readonly kind: "different"; readonly found: T }
  | { readonly kind: "missing" };

/** Ours alone: the claim's statements tell MariaDB and SQLite by name which of these to read. */
const namedByStatements = /^longshore_/;

/**
 * Finds a wanted index: under any name, unless statements of ours name it.
 *
 * @param reserved names of other declared indexes: those stand for themselves, whatever they equal
 */
export function matchIndex(
  table: CatalogTable,
  wanted: CatalogIndex,
  reserved: ReadonlySet<string>,
): Match<CatalogIndex> {
  const definition = describeIndex(wanted);
  const named = table.indexes.find((index) => index.name === wanted.name);
  if (named) {
    if (describeIndex(named) !== definition) return { kind: "different", found: named };
    return { kind: named.valid ? "same" : "unfinished", found: named };
  }
  if (namedByStatements.test(wanted.name)) return { kind: "missing" };
  const equal = table.indexes.find(
    (index) => index.valid && !reserved.has(index.name) && describeIndex(index) === definition,
  );
  return equal ? { kind: "same", found: equal } : { kind: "missing" };
}

/** Finds a wanted unique column's index, by definition alone: its name is the database's choice. */
export function matchUnique(table: CatalogTable, wanted: CatalogIndex): boolean {
  const definition = describeIndex(wanted);
  return table.indexes.some((index) => index.valid && describeIndex(index) === definition);
}

/** Finds a wanted check. */
export function matchCheck(
  table: CatalogTable,
  wanted: CatalogCheck,
  reserved: ReadonlySet<string>,
): Match<CatalogCheck> {
  const named = table.checks.find((check) => check.name === wanted.name);
  if (named && named.expression !== wanted.expression) return { kind: "different", found: named };
  const found =
    named ??
    table.checks.find(
      (check) =>
        check.expression === wanted.expression && (check.name === undefined || !reserved.has(check.name)),
    );
  if (!found) return { kind: "missing" };
  return { kind: found.validated ? "same" : "unfinished", found };
}

/** The checks that come with the kinds of columns and that a table lacks. */
export function missingKindChecks(wanted: CatalogTable, found: CatalogTable): CatalogCheck[] {
  return wanted.checks.filter((check) => {
    if (check.name !== undefined) return false;
    // MySQL before 8.0.16 knew no checks; UNSIGNED does the same as the one that is missing.
    const column = found.columns.find((candidate) => candidate.name === check.column);
    const unsigned = column?.type === "int unsigned";
    return !unsigned && !found.checks.some((other) => other.expression === check.expression);
  });
}

/** Whether a column is of the wanted type, or of one that serves as well. */
export function sameType(wanted: CatalogColumn, found: CatalogColumn, { dialect }: ServerKind): boolean {
  if (wanted.type === found.type) return true;
  // Django before 5 keeps UUIDs there as text, as it does on MySQL.
  return dialect === "mariadb" && wanted.type === "uuid" && found.type === "char(32)";
}
