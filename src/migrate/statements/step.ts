import type { CatalogCheck, CatalogTable } from "../../database/catalog/index.ts";
import type { Check, Column, Index, Table } from "../../schema/index.ts";

/**
 * The order of a migration's steps: what drops comes before what makes, indexes are the first to go and
 * the last to come. So the strong locks of a migration fall into one short transaction, and what takes
 * long runs outside it.
 */
export const phases = [
  "drop index",
  "drop check",
  "set aside",
  "archive",
  "drop column",
  "drop table",
  "create table",
  "column",
  "check",
  "restore",
  "drop archive",
  "validate",
  "index",
] as const;

export type Phase = (typeof phases)[number];

/** When a step runs, by the database's rows: a query that gives one, or none. */
export interface StepCondition {
  readonly query: string;
}

/**
 * Rows that a step takes in batches, in the order of a key, each in a transaction of its own. In these queries and
 * the step's statements `:after` stands for the key that the batch before ended with, NULL for the first, and
 * `:last` for the one that this batch ends with.
 */
export interface RowBatches {
  readonly size: number;
  /** Counts the rows, as `rows`. */
  readonly total: string;
  /** Gives the key that the next batch ends with, as `last`, or no row at the end. */
  readonly next: string;
}

/** What is counted and told once a step is done. */
export interface StepReport {
  readonly kind: "archived" | "restoring" | "restored" | "discarded";
  readonly table: string;
  /** Gives one row of counts. */
  readonly query: string;
}

/** One thing to do on one database. The same step is planned, printed and run. */
export interface Step {
  readonly phase: Phase;
  readonly description: string;
  readonly statements: readonly string[];
  /** Inside a transaction with its neighbours, where the database can; or by itself. */
  readonly transaction: "inside" | "outside";
  /** The lock it takes, and for how long. */
  readonly lock: string;
  /** Why that is safe on a table in use; or why it is not. */
  readonly safe: string;
  /** The table that the server copies for it. */
  readonly copies?: string;
  /** How it differs from what is declared, and why that serves. */
  readonly note?: string;
  /** Others would queue behind its lock: it gives up soon and is tried again. */
  readonly brief: boolean;
  readonly condition?: StepCondition;
  readonly rowBatches?: RowBatches;
  readonly report?: StepReport;
}

/** What is to be done about an existing column that lacks its default or its comment. */
export interface ColumnAmendment {
  readonly name: string;
  readonly column: Column;
  readonly setDefault: boolean;
  readonly setComment: boolean;
}

/** The statements of one dialect and version. */
export interface Statements {
  /** Checks of a column that is being added become part of its definition: later they would cost a copy. */
  readonly checksRideWithColumns: boolean;
  createTable(table: Table): Step[];
  dropTable(name: string): Step[];
  /** @param checks those that ride with it */
  addColumn(table: string, name: string, column: Column, checks: readonly Check[]): Step[];
  amendColumn(table: CatalogTable, amendment: ColumnAmendment): Step[];
  dropColumn(table: string, name: string): Step[];
  /** @param inUse the table was there before this migration, so somebody may be writing to it */
  addIndex(table: string, index: Index, inUse: boolean): Step[];
  /** Builds an index again that is there but invalid. */
  rebuildIndex(table: string, index: Index): Step[];
  dropIndex(table: string, name: string): Step[];
  /** Adds a check to a column that is there. */
  addCheck(table: CatalogTable, check: Check, column: Column): Step[];
  /** Makes a check that is there hold for the old rows too. */
  validateCheck(table: string, name: string): Step[];
  /** @param found the check as the database has it */
  dropCheck(table: CatalogTable, found: CatalogCheck, column: Column): Step[];
}
