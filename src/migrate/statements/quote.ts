import { isMysqlFamily } from "../../database/database.ts";
import type { Dialect, IndexColumn } from "../../schema/index.ts";

/** A name as SQL: `"priority"`, or `` `priority` `` on MariaDB and MySQL. */
export function quoteName(name: string, dialect: Dialect): string {
  const quote = isMysqlFamily(dialect) ? "`" : '"';
  return quote + name.replaceAll(quote, quote + quote) + quote;
}

export function quoteNames(names: readonly string[], dialect: Dialect): string {
  return names.map((name) => quoteName(name, dialect)).join(", ");
}

/** A text as SQL. */
export function quoteText(text: string, dialect: Dialect): string {
  const escaped = isMysqlFamily(dialect) ? text.replaceAll("\\", "\\\\") : text;
  return `'${escaped.replaceAll("'", "''")}'`;
}

/** `("priority" DESC, "queued_at")` */
export function quoteIndexColumns(columns: readonly IndexColumn[], dialect: Dialect): string {
  const parts = columns.map(({ name, operatorClass, descending }) =>
    [quoteName(name, dialect), operatorClass, descending ? "DESC" : undefined].filter(Boolean).join(" "),
  );
  return `(${parts.join(", ")})`;
}
