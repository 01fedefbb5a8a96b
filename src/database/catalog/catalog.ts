/**
 * Tables as a database has them, in one vocabulary for all engines. Types, defaults and expressions are in
 * canonical form, so that two definitions mean the same exactly when they read the same.
 */

export interface CatalogColumn {
  readonly name: string;
  /** See `canonicalType`. */
  readonly type: string;
  readonly nullable: boolean;
  /** See `canonicalDefault`. */
  readonly default?: string;
  readonly comment?: string;
  /** The database counts it up by itself. */
  readonly serial: boolean;
}

export interface CatalogIndexColumn {
  /** The column, or the text of an expression. */
  readonly name: string;
  readonly descending: boolean;
  /** Where it is not the type's own. */
  readonly operatorClass?: string;
}

export interface CatalogIndex {
  readonly name: string;
  readonly columns: readonly CatalogIndexColumn[];
  readonly unique: boolean;
  /** The predicate of a partial index, normalised. */
  readonly where?: string;
  /** PostgreSQL leaves an invalid index where building one concurrently failed. */
  readonly valid: boolean;
  /** Whatever else sets it apart: a method, included columns, a collation. Ours have none. */
  readonly extra?: string;
}

export interface CatalogCheck {
  /** MariaDB gives a column's own check no name. */
  readonly name?: string;
  /** The one column it speaks of, where it speaks of one. */
  readonly column?: string;
  /** Part of the column's own definition: it comes and goes with the column. */
  readonly inColumn: boolean;
  /** Normalised. */
  readonly expression: string;
  /** All rows are known to meet it. */
  readonly validated: boolean;
}

export interface CatalogForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references: string;
  readonly referencedColumns: readonly string[];
}

export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  readonly primaryKey: readonly string[];
  /** Without the primary key's. */
  readonly indexes: readonly CatalogIndex[];
  readonly checks: readonly CatalogCheck[];
  readonly foreignKeys: readonly CatalogForeignKey[];
  /** SQLite's own text of the table. */
  readonly sql?: string;
}

/** Tables by name; those that do not exist are missing. */
export type Catalog = ReadonlyMap<string, CatalogTable>;
