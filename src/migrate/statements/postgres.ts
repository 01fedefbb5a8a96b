import type { Column } from "../../schema/index.ts";
import type { ServerKind } from "../server-kind.ts";
import { columnDefinition, defaultLiteral, kindCheck } from "./columns.ts";
import { createIndexStatement, createTableStatements } from "./create-table.ts";
import { quoteName, quoteText } from "./quote.ts";
import type { Statements, Step } from "./step.ts";

const q = (name: string) => quoteName(name, "postgres");

/** A change of the catalog alone, under the strongest lock, together with its neighbours. */
function alter(table: string, safe: string): Pick<Step, "transaction" | "lock" | "safe" | "brief"> {
  return {
    transaction: "inside",
    lock: `ACCESS EXCLUSIVE on ${table}, for moments`,
    safe,
    brief: true,
  };
}

const concurrently = (table: string): Pick<Step, "transaction" | "lock" | "safe" | "brief"> => ({
  transaction: "outside",
  lock: `SHARE UPDATE EXCLUSIVE on ${table}: reads and writes go on`,
  safe: "built concurrently; it waits for the transactions that are open when it begins, and nobody waits for it",
  brief: false,
});

/** PostgreSQL 12 and newer. */
export function postgresStatements(server: ServerKind): Statements {
  return {
    checksRideWithColumns: false,

    createTable: (table) => [
      {
        phase: "create table",
        description: `create table ${table.name}`,
        statements: [
          ...createTableStatements(table, server),
          ...Object.entries<Column>(table.columns).flatMap(([name, column]) =>
            commentStatements(table.name, name, column),
          ),
        ],
        transaction: "inside",
        lock: "ACCESS EXCLUSIVE on the new table",
        safe: "nobody uses the table yet",
        brief: true,
      },
    ],

    dropTable: (table) => [
      {
        phase: "drop table",
        description: `drop table ${table}`,
        statements: [`DROP TABLE ${q(table)}`],
        ...alter(table, "the table and its rows are gone afterwards"),
      },
    ],

    addColumn: (table, name, column) => [
      {
        phase: "column",
        description: `add column ${name} to ${table}`,
        statements: [
          `ALTER TABLE ${q(table)} ADD COLUMN ${columnWithKindCheck(name, column, server)}`,
          ...commentStatements(table, name, column),
        ],
        ...alter(
          table,
          column.default === undefined
            ? "a nullable column touches no row"
            : "a constant default is kept in the catalog: no row is touched, and old writers may leave the column out",
        ),
      },
    ],

    amendColumn: (table, { name, column, setDefault, setComment }) => [
      {
        phase: "column",
        description: `complete column ${name} of ${table.name}`,
        statements: [
          ...(setDefault && column.default !== undefined
            ? [
                `ALTER TABLE ${q(table.name)} ALTER COLUMN ${q(name)} SET DEFAULT ${defaultLiteral(column.default, server)}`,
              ]
            : []),
          ...(setComment ? commentStatements(table.name, name, column) : []),
        ],
        ...alter(table.name, "the default and the comment are in the catalog alone: no row is touched"),
      },
    ],

    dropColumn: (table, name) => [
      {
        phase: "drop column",
        description: `drop column ${name} of ${table}`,
        statements: [`ALTER TABLE ${q(table)} DROP COLUMN ${q(name)}`],
        ...alter(table, "the column is only marked as dropped: no row is touched"),
      },
    ],

    addIndex: (table, index, inUse) => [
      {
        phase: "index",
        description: `add index ${index.name} to ${table}`,
        statements: [createIndexStatement(table, index, server, inUse)],
        ...(inUse ? concurrently(table) : alter(table, "nobody uses the table yet")),
      },
    ],

    rebuildIndex: (table, index) => [
      {
        phase: "index",
        description: `build index ${index.name} of ${table} again: it is invalid`,
        statements: [
          `DROP INDEX CONCURRENTLY ${q(index.name)}`,
          createIndexStatement(table, index, server, true),
        ],
        ...concurrently(table),
      },
    ],

    dropIndex: (table, name) => [
      {
        phase: "drop index",
        description: `drop index ${name} of ${table}`,
        statements: [`DROP INDEX CONCURRENTLY ${q(name)}`],
        ...concurrently(table),
        safe: "dropped concurrently; it waits for the transactions that use it, and nobody waits for it",
      },
    ],

    addCheck: (table, check) => [
      {
        phase: "check",
        description: `add check ${check.name} to ${table.name}, for new rows`,
        statements: [
          `ALTER TABLE ${q(table.name)} ADD CONSTRAINT ${q(check.name)} CHECK (${check.expression}) NOT VALID`,
        ],
        ...alter(table.name, "NOT VALID reads no row; from here on each write is checked"),
      },
      ...validate(table.name, check.name),
    ],

    validateCheck: validate,

    dropCheck: (table, found) => [
      {
        phase: "drop check",
        description: `drop check ${found.name} of ${table.name}`,
        statements: [`ALTER TABLE ${q(table.name)} DROP CONSTRAINT ${q(found.name ?? "")}`],
        ...alter(table.name, "a constraint is in the catalog alone: no row is touched"),
      },
    ],
  };
}

function validate(table: string, name: string): Step[] {
  return [
    {
      phase: "validate",
      description: `validate check ${name} of ${table}`,
      statements: [`ALTER TABLE ${q(table)} VALIDATE CONSTRAINT ${q(name)}`],
      transaction: "outside",
      lock: `SHARE UPDATE EXCLUSIVE on ${table}: reads and writes go on`,
      safe: "it reads each row once, beside readers and writers",
      brief: false,
    },
  ];
}

function columnWithKindCheck(name: string, column: Column, server: ServerKind): string {
  const check = kindCheck(name, column, server);
  return `${q(name)} ${columnDefinition(column, server)}${check ? ` CHECK (${check})` : ""}`;
}

function commentStatements(table: string, name: string, { comment }: Column): string[] {
  return comment === undefined
    ? []
    : [`COMMENT ON COLUMN ${q(table)}.${q(name)} IS ${quoteText(comment, "postgres")}`];
}
