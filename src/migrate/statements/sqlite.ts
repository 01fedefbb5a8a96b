import { type CatalogTable, checksIn, columnText } from "../../database/catalog/index.ts";
import type { Check, Column } from "../../schema/index.ts";
import type { ServerKind } from "../server-kind.ts";
import { columnDefinition, defaultLiteral, kindCheck } from "./columns.ts";
import { createIndexStatement, createTableStatements } from "./create-table.ts";
import { quoteName, quoteText } from "./quote.ts";
import type { Phase, Statements, Step } from "./step.ts";

const q = (name: string) => quoteName(name, "sqlite");

/** SQLite 3.37 and newer. Everything runs in one transaction, which keeps other writers out. */
export function sqliteStatements(server: ServerKind): Statements {
  return {
    // Where a check comes with its column, SQLite tests the whole table against all of its checks, once for each.
    checksRideWithColumns: !server.capabilities.addNamedCheck,

    createTable: (table) => [
      step("create table", `create table ${table.name}`, createTableStatements(table, server)),
    ],

    dropTable: (table) => [
      step(
        "drop table",
        `drop table ${table}`,
        [`DROP TABLE ${q(table)}`],
        "the table and its rows are gone afterwards",
      ),
    ],

    addColumn: (table, name, column, checks) => [
      step(
        "column",
        `add column ${[name, ...checks.map((check) => check.name)].join(" with ")} to ${table}`,
        [`ALTER TABLE ${q(table)} ADD COLUMN ${columnWithChecks(name, column, checks, server)}`],
        "the table is not rewritten",
      ),
    ],

    amendColumn: (table, { name, column }) =>
      column.default === undefined
        ? []
        : [
            extendColumn(
              "column",
              `complete column ${name} of ${table.name}`,
              table,
              name,
              `DEFAULT ${defaultLiteral(column.default, server)}`,
            ),
          ],

    dropColumn: (table, name) => [
      step(
        "drop column",
        `drop column ${name} of ${table}`,
        [`ALTER TABLE ${q(table)} DROP COLUMN ${q(name)}`],
        "it rewrites the rows of the table",
      ),
    ],

    addIndex: (table, index) => [
      step(
        "index",
        `add index ${index.name} to ${table}`,
        [createIndexStatement(table, index, server)],
        "it reads the table once",
      ),
    ],

    rebuildIndex: () => [],

    dropIndex: (table, name) => [
      step("drop index", `drop index ${name} of ${table}`, [`DROP INDEX ${q(name)}`], "no row is touched"),
    ],

    addCheck: (table, check) => [
      server.capabilities.addNamedCheck
        ? step(
            "check",
            `add check ${check.name} to ${table.name}`,
            [`ALTER TABLE ${q(table.name)} ADD ${namedCheck(check)}`],
            "it reads the table once; nothing is rewritten",
          )
        : extendColumn(
            "check",
            `add check ${check.name} to ${table.name}`,
            table,
            check.column,
            namedCheck(check),
          ),
    ],

    validateCheck: () => [],

    dropCheck: (table, { name = "" }) => [
      server.capabilities.addNamedCheck
        ? step(
            "drop check",
            `drop check ${name} of ${table.name}`,
            [`ALTER TABLE ${q(table.name)} DROP CONSTRAINT ${q(name)}`],
            "nothing is rewritten",
          )
        : editSchema(
            "drop check",
            `drop check ${name} of ${table.name}`,
            table,
            ` ${textOfCheck(table, name)}`,
            "",
          ),
    ],
  };
}

function step(
  phase: Phase,
  description: string,
  statements: readonly string[],
  safe = "nobody uses the table yet",
): Step {
  return {
    phase,
    description,
    statements,
    transaction: "inside",
    lock: "the database's one write lock, for the whole migration: readers go on, writers wait",
    safe,
    brief: true,
  };
}

/** Puts `addition` behind a column's definition. */
function extendColumn(
  phase: Phase,
  description: string,
  table: CatalogTable,
  column: string,
  addition: string,
): Step {
  const text = columnText(table.sql ?? "", column);
  if (text === undefined) throw new Error(`no column ${column} in the text of ${table.name}: ${table.sql}`);
  return editSchema(phase, description, table, text, `${text} ${addition}`);
}

/**
 * Changes a piece of a table's text in SQLite's own schema, which SQLite's documents prescribe for
 * defaults and checks: they are not part of the rows, and there is no ALTER for them. Making and dropping
 * a view tells other connections to read the schema again.
 */
function editSchema(phase: Phase, description: string, table: CatalogTable, from: string, to: string): Step {
  if (table.sql?.split(from).length !== 2) {
    throw new Error(`"${from}" is not exactly once in the text of ${table.name}: ${table.sql}`);
  }
  const text = (words: string) => quoteText(words, "sqlite");
  return step(
    phase,
    description,
    [
      "PRAGMA writable_schema = ON",
      `UPDATE sqlite_master SET sql = replace(sql, ${text(from)}, ${text(to)}) WHERE type = 'table' AND name = ${text(table.name)}`,
      "PRAGMA writable_schema = RESET",
      "CREATE VIEW longshore_schema_changed AS SELECT 1",
      "DROP VIEW longshore_schema_changed",
    ],
    "the definition alone is changed: no row is touched",
  );
}

function textOfCheck(table: CatalogTable, name: string): string {
  const sql = table.sql ?? "";
  const check = checksIn(sql).find((candidate) => candidate.name === name);
  return sql.slice(check?.start, check?.end);
}

function namedCheck(check: Check): string {
  return `CONSTRAINT ${q(check.name)} CHECK (${check.expression})`;
}

function columnWithChecks(
  name: string,
  column: Column,
  checks: readonly Check[],
  server: ServerKind,
): string {
  const words = [q(name), columnDefinition(column, server)];
  const kind = kindCheck(name, column, server);
  if (kind) words.push(`CHECK (${kind})`);
  words.push(...checks.map(namedCheck));
  return words.join(" ");
}
