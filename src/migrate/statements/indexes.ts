import type { Dialect, Index, IndexColumn } from "../../schema/index.ts";
import type { ServerKind } from "../server-kind.ts";

/** Whether an index is meant for this database at all. */
export function isIndexOn(index: Index, dialect: Dialect): boolean {
  return index.dialects === undefined || index.dialects.includes(dialect);
}

/** An index's columns on this server: others where it stands in for a partial one. */
export function indexColumnsFor(index: Index, { capabilities }: ServerKind): readonly IndexColumn[] {
  return capabilities.partialIndexes ? index.columns : (index.withoutPredicate?.columns ?? index.columns);
}

export function predicateFor(index: Index, { capabilities }: ServerKind): string | undefined {
  return capabilities.partialIndexes ? index.where : undefined;
}

/** Why an ordinary index stands in for a partial one, where that is so. */
export function standInNote(index: Index, { capabilities }: ServerKind): { note?: string } {
  if (index.where === undefined || capabilities.partialIndexes) return {};
  const why = index.withoutPredicate?.why ?? "this database has no partial indexes";
  return { note: `stands in for ${describeColumns(index.columns)} WHERE ${index.where}: ${why}` };
}

function describeColumns(columns: readonly IndexColumn[]): string {
  return `(${columns.map(({ name, descending }) => (descending ? `${name} DESC` : name)).join(", ")})`;
}
