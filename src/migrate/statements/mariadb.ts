import { normaliseExpression } from "../../database/catalog/index.ts";
import type { ServerKind } from "../server-kind.ts";
import { kindCheck } from "./columns.ts";
import { alterStep, fullDefinition, mysqlFamilyStatements, ownChecks } from "./mysql-family.ts";
import { quoteName } from "./quote.ts";
import type { Statements } from "./step.ts";

const instant = "ALGORITHM=INSTANT, LOCK=NONE";
const inPlace = "ALGORITHM=NOCOPY, LOCK=NONE";

const q = (name: string) => quoteName(name, "mariadb");

/**
 * MariaDB 10.6 and newer. A check of the table cannot be added without copying it; one in the column's
 * own definition can, with ADD COLUMN and with MODIFY COLUMN. It has no name of its own there.
 */
export function mariadbStatements(server: ServerKind): Statements {
  const family = mysqlFamilyStatements(server, {
    dropColumn: instant,
    addIndex: inPlace,
    dropIndex: inPlace,
  });

  return {
    ...family,
    checksRideWithColumns: true,

    addColumn: (table, name, column, checks) => [
      alterStep(
        "column",
        `add column ${[name, ...checks.map((check) => check.name)].join(" with ")} to ${table}`,
        {
          table,
          change: `ADD COLUMN ${fullDefinition(name, column, server, checks)}`,
          mode: instant,
          safe: "the column and its default are kept in the catalog: no row is touched, and old writers may leave it out",
        },
      ),
    ],

    amendColumn: (table, { name, column }) => {
      const kind = kindCheck(name, column, server);
      const checks = ownChecks(table, name, kind === undefined ? undefined : normaliseExpression(kind));
      return [
        alterStep("column", `complete column ${name} of ${table.name}`, {
          table: table.name,
          change: `MODIFY COLUMN ${fullDefinition(name, column, server, checks)}`,
          mode: instant,
          safe: "the default and the comment are in the catalog alone: no row is touched",
        }),
      ];
    },

    addCheck: (table, check, column) => [
      alterStep("check", `add check ${check.name} to column ${check.column} of ${table.name}`, {
        table: table.name,
        change: `MODIFY COLUMN ${fullDefinition(check.column, column, server, [check])}`,
        mode: instant,
        safe: "it does not look at old rows, which were looked at before; from here on each write is checked",
      }),
    ],

    validateCheck: () => [],

    dropCheck: (table, found, column) => [
      found.inColumn && found.column !== undefined
        ? alterStep("drop check", `drop the check of column ${found.column} of ${table.name}`, {
            table: table.name,
            change: `MODIFY COLUMN ${fullDefinition(found.column, column, server)}`,
            mode: instant,
            safe: "a check is in the catalog alone: no row is touched",
          })
        : alterStep("drop check", `drop check ${found.name} of ${table.name}`, {
            table: table.name,
            change: `DROP CONSTRAINT ${q(found.name ?? "")}`,
            mode: instant,
            safe: "a check is in the catalog alone: no row is touched",
          }),
    ],
  };
}
