/** What keeping and restoring are both made of. */
import { isMysqlFamily } from "../../../database/database.ts";
import type { Check, Column, Dialect } from "../../../schema/index.ts";
import { asideName } from "../../archive/names.ts";
import type { ServerKind } from "../../server-kind.ts";
import { defaultLiteral } from "../columns.ts";
import { fullDefinition } from "../mysql-family.ts";
import { quoteName } from "../quote.ts";
import type { Phase, Step, StepReport } from "../step.ts";

type Manner = Pick<Step, "transaction" | "lock" | "safe" | "brief">;

/** A change of the catalog alone, under the strongest lock. */
export function alter(dialect: Dialect, table: string, safe: string): Manner {
  return { transaction: "inside", lock: strongLock(dialect, table), safe, brief: true };
}

/** Reading or writing rows beside others. SQLite has its one transaction. */
export function online(dialect: Dialect, lock: string, safe: string): Manner {
  return dialect === "sqlite"
    ? { transaction: "inside", lock: strongLock(dialect, ""), safe, brief: false }
    : { transaction: "outside", lock, safe, brief: false };
}

function strongLock(dialect: Dialect, table: string): string {
  if (dialect === "sqlite") {
    return "the database's one write lock, for the whole migration: readers go on, writers wait";
  }
  return isMysqlFamily(dialect)
    ? `exclusive metadata lock on ${table}, for moments`
    : `ACCESS EXCLUSIVE on ${table}, for moments`;
}

/** Counts, and tells of it. */
export function counting(dialect: Dialect, phase: Phase, description: string, report: StepReport): Step {
  return {
    phase,
    description,
    statements: [],
    ...online(dialect, "none", "it reads, and holds up nobody"),
    report,
  };
}

export function countRows(table: string, dialect: Dialect): string {
  return `SELECT count(*) AS ${quoteName("rows", dialect)} FROM ${quoteName(table, dialect)}`;
}

export function dropArchive(dialect: Dialect, archive: string, safe: string): Step {
  return {
    phase: "drop archive",
    description: `drop archive ${archive}`,
    statements: [`DROP TABLE ${quoteName(archive, dialect)}`],
    ...alter(dialect, archive, safe),
  };
}

/**
 * Renames a column to what it is called while it is aside, or back. On MariaDB that states the definition again,
 * and so leaves the checks behind that it does not state.
 *
 * @param checks those that it has afterwards, where they are part of it
 */
export function renameColumn(
  table: string,
  name: string,
  column: Column,
  to: "aside" | "back",
  server: ServerKind,
  checks: readonly Check[] = [],
): string {
  const { dialect } = server;
  const aside = asideName(name);
  const [from, into] = to === "aside" ? [name, aside] : [aside, name];
  const q = (word: string) => quoteName(word, dialect);
  if (dialect === "mariadb") {
    const definition = fullDefinition(into, column, server, checks);
    return `ALTER TABLE ${q(table)} CHANGE COLUMN ${q(from)} ${definition}, ALGORITHM=INSTANT, LOCK=NONE`;
  }
  const manner = isMysqlFamily(dialect) ? ", ALGORITHM=INPLACE, LOCK=NONE" : "";
  return `ALTER TABLE ${q(table)} RENAME COLUMN ${q(from)} TO ${q(into)}${manner}`;
}

/** Whether a column has something else than what a new row would get. */
export function holds(
  quoted: string,
  { nullable, default: value, kind }: Column,
  server: ServerKind,
): string {
  if (value === undefined) return nullable ? `${quoted} IS NOT NULL` : "1 = 1";
  const isText = kind === "text" || kind === "varchar" || kind === "json";
  // A collation there may take two texts for one.
  const exact = isText && isMysqlFamily(server.dialect) ? `BINARY ${quoted}` : quoted;
  const differs = `${exact} <> ${defaultLiteral(value, server)}`;
  return nullable ? `(${quoted} IS NULL OR ${differs})` : differs;
}
