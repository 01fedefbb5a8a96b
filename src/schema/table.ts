import type { Column } from "./column.ts";

export type Dialect = "postgres" | "mariadb" | "mysql" | "sqlite";

export interface IndexColumn {
  readonly name: string;
  readonly descending?: boolean;
  /** PostgreSQL's operator class, where it is not the type's own. */
  readonly operatorClass?: string;
}

export interface Index {
  readonly name: string;
  readonly columns: readonly IndexColumn[];
  /** A partial index holds only the rows that meet this: a conjunction over bare column names. */
  readonly where?: string;
  /** What takes the place of a partial index where the database has none, and why it serves the same query. */
  readonly withoutPredicate?: { readonly columns: readonly IndexColumn[]; readonly why: string };
  /** Only on these databases; on all of them where it is missing. */
  readonly dialects?: readonly Dialect[];
}

export interface Check {
  readonly name: string;
  /** The one column it speaks of: some databases can add a check online only as part of its column. */
  readonly column: string;
  /** A conjunction over bare column names. */
  readonly expression: string;
}

export interface Table<
  Name extends string = string,
  Columns extends Record<string, Column> = Record<string, Column>,
> {
  readonly name: Name;
  readonly columns: Columns;
  readonly primaryKey: readonly string[];
  readonly indexes: readonly Index[];
  readonly checks: readonly Check[];
}

/** Declares a table. The primary key is the column `id` unless said otherwise. */
export function table<const Name extends string, const Columns extends Record<string, Column>>(
  name: Name,
  columns: Columns,
  rest: { primaryKey?: readonly string[]; indexes?: readonly Index[]; checks?: readonly Check[] } = {},
): Table<Name, Columns> {
  return { name, columns, primaryKey: ["id"], indexes: [], checks: [], ...rest };
}

/** Declares an index; `"-priority"` is descending. */
export function index(
  name: string,
  columns: readonly (string | IndexColumn)[],
  rest: Omit<Index, "name" | "columns"> = {},
): Index {
  return { name, columns: indexColumns(columns), ...rest };
}

/** `["-priority", "queued_at"]` as index columns. */
export function indexColumns(columns: readonly (string | IndexColumn)[]): IndexColumn[] {
  return columns.map((column) => {
    if (typeof column !== "string") return column;
    return column.startsWith("-") ? { name: column.slice(1), descending: true } : { name: column };
  });
}
