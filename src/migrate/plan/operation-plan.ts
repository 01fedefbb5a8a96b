import type { Catalog, CatalogTable } from "../../database/catalog/index.ts";
import { LongshoreError } from "../../errors.ts";
import type { Check, Column } from "../../schema/index.ts";
import type { Operation } from "../operations.ts";
import type { ServerKind } from "../server-kind.ts";
import type { ArchiveStatements, Statements, Step } from "../statements/index.ts";

/**
 * What the catalog says of an operation:
 * - `todo`: it is not done yet
 * - `repair`: it is half done, or done without something
 * - `done`: there is nothing to do
 * - `rides`: it comes or goes with its column
 * - `kept`: somebody else made what it would drop
 * - `elsewhere`: it is not meant for this database
 */
export type OperationStatus = "todo" | "repair" | "done" | "rides" | "kept" | "elsewhere";

/** An operation held against the catalog: what is left to do, and what the catalog is like afterwards. */
export interface OperationPlan {
  readonly operation: Operation;
  readonly status: OperationStatus;
  readonly steps: readonly Step[];
  /** The object that was there already and takes the part of the wanted one; see `objectKey`. */
  readonly found?: string;
  /** Old rows are to be tested against these before anything is changed. */
  readonly rowTests?: readonly RowTest[];
  /** The table afterwards; undefined where it is gone. */
  readonly after: CatalogTable | undefined;
}

export interface RowTest {
  readonly table: string;
  readonly primaryKey: readonly string[];
  readonly check: Check;
}

/** What becomes of the data in what a migration drops: only going back keeps it. */
export type Drops = "archive" | "discard" | "drop";

/** What planning an operation needs to know besides the catalog. */
export interface PlanContext {
  readonly server: ServerKind;
  readonly statements: Statements;
  readonly archives: ArchiveStatements;
  /** The migration's name: archives are called after it. */
  readonly migration: string;
  readonly drops: Drops;
  /** The migration's operations in this direction. */
  readonly operations: readonly Operation[];
  /** A declared column, of the tables as they are before these operations or after. */
  readonly columnOf: (table: string, column: string) => Column;
  /** What others made, by `objectKey`: it is never dropped. */
  readonly adopted: ReadonlySet<string>;
  /** Names of all declared indexes and checks: none of them is taken for another. */
  readonly reserved: ReadonlySet<string>;
  /** What was there before this migration. */
  readonly before: Catalog;
}

/** `index container_manager_containerjob.cjob_status_idx` */
export function objectKey(
  kind: "table" | "column" | "index" | "check",
  table: string,
  name?: string,
): string {
  return name === undefined ? `${kind} ${table}` : `${kind} ${table}.${name}`;
}

export function conflict(object: string, wanted: string, found: string): LongshoreError {
  return new LongshoreError("SCHEMA_CONFLICT", { object, wanted, found });
}
