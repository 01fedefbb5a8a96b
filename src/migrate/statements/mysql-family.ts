import type { CatalogTable } from "../../database/catalog/index.ts";
import type { Check, Column, Index, Table } from "../../schema/index.ts";
import type { ServerKind } from "../server-kind.ts";
import { columnDefinition, commentClause, kindCheck } from "./columns.ts";
import { createTableStatements } from "./create-table.ts";
import { indexColumnsFor, standInNote } from "./indexes.ts";
import { quoteIndexColumns, quoteName } from "./quote.ts";
import type { Phase, Step } from "./step.ts";

/**
 * Where MariaDB and MySQL differ in how a table in use is altered. Appended to each ALTER, so that the server
 * refuses rather than copies the table.
 */
export interface AlterModes {
  readonly dropColumn: string;
  readonly addIndex: string;
  readonly dropIndex: string;
}

const q = (name: string) => quoteName(name, "mysql");

const moments = (table: string) => `exclusive metadata lock on ${table}, for moments`;

/** What MariaDB and MySQL do alike; each statement commits by itself. */
export function mysqlFamilyStatements(server: ServerKind, modes: AlterModes) {
  return {
    createTable: (table: Table): Step[] => [
      {
        phase: "create table",
        description: `create table ${table.name}`,
        statements: createTableStatements(table, server),
        transaction: "outside",
        lock: "none on what is there",
        safe: "nobody uses the table yet",
        brief: true,
      },
    ],

    dropTable: (table: string): Step[] => [
      {
        phase: "drop table",
        description: `drop table ${table}`,
        statements: [`DROP TABLE ${q(table)}`],
        transaction: "outside",
        lock: moments(table),
        safe: "the table and its rows are gone afterwards",
        brief: true,
      },
    ],

    dropColumn: (table: string, name: string): Step[] => [
      alterStep("drop column", `drop column ${name} of ${table}`, {
        table,
        change: `DROP COLUMN ${q(name)}`,
        mode: modes.dropColumn,
        safe: modes.dropColumn.includes("INSTANT")
          ? "the column is only marked as dropped: no row is touched"
          : "rebuilt in place: reads and writes go on",
      }),
    ],

    addIndex: (table: string, index: Index): Step[] => [
      {
        ...alterStep("index", `add index ${index.name} to ${table}`, {
          table,
          change: `ADD INDEX ${q(index.name)} ${quoteIndexColumns(indexColumnsFor(index, server), server.dialect)}`,
          mode: modes.addIndex,
          safe: "built in place: reads and writes go on",
        }),
        lock: `none while it is built; ${moments(table)} at its begin and end`,
        ...standInNote(index, server),
      },
    ],

    /** InnoDB has no invalid indexes. */
    rebuildIndex: (): Step[] => [],

    dropIndex: (table: string, name: string): Step[] => [
      alterStep("drop index", `drop index ${name} of ${table}`, {
        table,
        change: `DROP INDEX ${q(name)}`,
        mode: modes.dropIndex,
        safe: "the index is only unlinked: no row is touched",
      }),
    ],
  };
}

/** An ALTER TABLE of a table in use. */
export function alterStep(
  phase: Phase,
  description: string,
  change: { table: string; change: string; mode: string; safe: string; lock?: string },
): Step {
  return {
    phase,
    description,
    statements: [`ALTER TABLE ${q(change.table)} ${change.change}, ${change.mode}`],
    transaction: "outside",
    lock: change.lock ?? moments(change.table),
    safe: change.safe,
    brief: true,
  };
}

/** A column's whole definition: MODIFY drops whatever it does not repeat. */
export function fullDefinition(
  name: string,
  column: Column,
  server: ServerKind,
  checks: readonly Pick<Check, "expression">[] = [],
): string {
  const words = [q(name), columnDefinition(column, server)];
  if (column.comment !== undefined) words.push(commentClause(column, server));
  const conditions = checks.map((check) => check.expression);
  // On MySQL a check would cost a copy of the table; UNSIGNED does the same.
  const ofKind = server.dialect === "mysql" ? undefined : kindCheck(name, column, server);
  if (ofKind) conditions.unshift(ofKind);
  if (conditions.length > 0) words.push(`CHECK (${conditions.join(" AND ")})`);
  return words.join(" ");
}

/** The checks that stand in a column's own definition, apart from the one of its kind. */
export function ownChecks(table: CatalogTable, name: string, kind: string | undefined) {
  return table.checks.filter((check) => check.inColumn && check.column === name && check.expression !== kind);
}
