import { isAtLeast } from "../../database/capabilities.ts";
import type { ServerKind } from "../server-kind.ts";
import { alterStep, fullDefinition, mysqlFamilyStatements } from "./mysql-family.ts";
import { quoteName } from "./quote.ts";
import type { Statements, Step } from "./step.ts";

// MySQL takes no LOCK but DEFAULT beside INSTANT.
const instant = "ALGORITHM=INSTANT, LOCK=DEFAULT";
const inPlace = "ALGORITHM=INPLACE, LOCK=NONE";
const copy = "ALGORITHM=COPY, LOCK=SHARED";

const q = (name: string) => quoteName(name, "mysql");

/** MySQL 8.0.16 and newer. An enforced check costs a copy of the table, however it is added. */
export function mysqlStatements(server: ServerKind): Statements {
  const copying = (description: string, table: string, change: string): Step => ({
    ...alterStep("check", description, {
      table,
      change,
      mode: copy,
      lock: `writes to ${table} wait while it is copied; reads go on`,
      safe: `not safe on a large table in use: MySQL copies a table to enforce a check; it takes --allow-copy ${table}`,
    }),
    copies: table,
  });

  return {
    ...mysqlFamilyStatements(server, {
      dropColumn: isAtLeast(server.version, [8, 0, 29]) ? instant : inPlace,
      addIndex: inPlace,
      dropIndex: inPlace,
    }),
    checksRideWithColumns: false,

    addColumn: (table, name, column) => [
      alterStep("column", `add column ${name} to ${table}`, {
        table,
        change: `ADD COLUMN ${fullDefinition(name, column, server)}`,
        mode: instant,
        safe: "the column and its default are kept in the catalog: no row is touched, and old writers may leave it out",
      }),
    ],

    amendColumn: (table, { name, column }) => [
      alterStep("column", `complete column ${name} of ${table.name}`, {
        table: table.name,
        change: `MODIFY COLUMN ${fullDefinition(name, column, server)}`,
        mode: inPlace,
        safe: "the default and the comment are in the catalog alone: no row is touched",
      }),
    ],

    addCheck: (table, check) => [
      copying(
        `add check ${check.name} to ${table.name}`,
        table.name,
        `ADD CONSTRAINT ${q(check.name)} CHECK (${check.expression})`,
      ),
    ],

    validateCheck: (table, name) => [
      copying(`enforce check ${name} of ${table}`, table, `ALTER CHECK ${q(name)} ENFORCED`),
    ],

    dropCheck: (table, found) => [
      alterStep("drop check", `drop check ${found.name} of ${table.name}`, {
        table: table.name,
        change: `DROP CHECK ${q(found.name ?? "")}`,
        mode: inPlace,
        safe: "a check is in the catalog alone: no row is touched",
      }),
    ],
  };
}
