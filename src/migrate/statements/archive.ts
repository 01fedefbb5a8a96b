import { isMysqlFamily } from "../../database/database.ts";
import type { Check, Column, Dialect, Table } from "../../schema/index.ts";
import { type ColumnArchive, restoredMark } from "../archive/column-archive.ts";
import { asideName } from "../archive/names.ts";
import type { ServerKind } from "../server-kind.ts";
import { defaultLiteral } from "./columns.ts";
import { createTableStatements } from "./create-table.ts";
import { fullDefinition } from "./mysql-family.ts";
import { quoteName, quoteNames, quoteText } from "./quote.ts";
import type { Phase, Step } from "./step.ts";

/** Rows restored in one transaction: their locks are held for some ten milliseconds. */
const batch = 1000;

/**
 * Keeping what is dropped, and giving it back. Where others write meanwhile, a column is renamed first: from
 * then on nobody changes it, so that it can be copied without holding a lock, and dropped when that is done.
 */
export interface ArchiveStatements {
  /** Columns are renamed before they are copied. SQLite does all of it in one transaction. */
  readonly setsAside: boolean;
  setAside(table: string, name: string, column: Column): Step[];
  /** @param checks those that ride with it */
  bringBack(table: string, name: string, column: Column, checks: readonly Check[]): Step[];
  /** Gives a table another name, and leaves it as it is. */
  rename(phase: Phase, from: string, to: string): Step[];
  create(table: Table): Step[];
  /** @param sources what the archive's columns are called in the table at that time */
  fill(archive: ColumnArchive, sources: Readonly<Record<string, string>>): Step[];
  restore(archive: ColumnArchive): Step[];
  /**
   * Drops an archive that keeps nothing.
   *
   * @param users tables whose rows may refer to it: while one of them is there, it stays
   */
  dropEmpty(archive: string, users?: readonly string[]): Step[];
  drop(archive: string): Step[];
  /** Counts the rows that lose something. */
  countLost(table: string, columns: Readonly<Record<string, Column>>): Step[];
}

export function archiveStatements(server: ServerKind): ArchiveStatements {
  const { dialect } = server;
  const q = (name: string) => quoteName(name, dialect);
  const mysql = isMysqlFamily(dialect);
  const alter = (table: string, safe: string) => ({
    transaction: "inside" as const,
    lock: strongLock(dialect, table),
    safe,
    brief: true,
  });
  const online = (lock: string, safe: string) => ({
    transaction: dialect === "sqlite" ? ("inside" as const) : ("outside" as const),
    lock: dialect === "sqlite" ? strongLock(dialect, "") : lock,
    safe,
    brief: false,
  });
  const counting = (table: string, query: string, kind: "archived" | "restored" | "discarded"): Step => ({
    phase: kind === "restored" ? "drop archive" : "archive",
    description: `count what is ${kind === "restored" ? "left in the archive" : kind} of ${table}`,
    statements: [],
    ...online("none", "it reads, and holds up nobody"),
    report: { kind, table, query },
  });
  const countRows = (table: string) => `SELECT count(*) AS ${q("rows")} FROM ${q(table)}`;
  const dropStep = (archive: string, safe: string): Step => ({
    phase: "drop archive",
    description: `drop archive ${archive}`,
    statements: [`DROP TABLE ${q(archive)}`],
    ...alter(archive, safe),
  });
  /** A rename on MariaDB states the definition again, and so leaves the checks behind that it does not. */
  const renameColumn = (table: string, from: string, to: string, definition: string) =>
    dialect === "mariadb"
      ? `ALTER TABLE ${q(table)} CHANGE COLUMN ${q(from)} ${definition}, ALGORITHM=INSTANT, LOCK=NONE`
      : `ALTER TABLE ${q(table)} RENAME COLUMN ${q(from)} TO ${q(to)}${mysql ? ", ALGORITHM=INPLACE, LOCK=NONE" : ""}`;

  return {
    setsAside: dialect !== "sqlite",

    setAside: (table, name, column) => [
      {
        phase: "set aside",
        description: `set column ${name} of ${table} aside`,
        statements: [
          renameColumn(table, name, asideName(name), fullDefinition(asideName(name), column, server)),
        ],
        ...alter(table, "only renamed: no row is touched, and nobody writes to it while it is copied"),
      },
    ],

    bringBack: (table, name, column, checks) => [
      {
        phase: "column",
        description: `bring column ${name} of ${table} back`,
        statements: [
          renameColumn(table, asideName(name), name, fullDefinition(name, column, server, checks)),
        ],
        ...alter(table, "only renamed: it still has its values"),
      },
    ],

    rename: (phase, from, to) => [
      {
        phase,
        description: `rename table ${from} to ${to}`,
        statements: [
          `ALTER TABLE ${q(from)} RENAME TO ${q(to)}${mysql ? ", ALGORITHM=INPLACE, LOCK=EXCLUSIVE" : ""}`,
        ],
        ...alter(from, "only renamed: no row is touched"),
      },
      ...(phase === "set aside" ? [counting(from, countRows(to), "archived")] : []),
    ],

    create: (table) => [
      {
        phase: "archive",
        description: `create archive ${table.name}`,
        statements: createTableStatements(table, server),
        ...alter(table.name, "nobody uses it"),
        lock: "none on what is there",
      },
    ],

    fill: ({ name, table, primaryKey, columns }, sources) => {
      const names = Object.keys(columns);
      const from = names.map((column) => sources[column] ?? column);
      const changed = names.map((column, place) =>
        holds(q(from[place] ?? column), columns[column] as Column, server),
      );
      const insert = [
        `INSERT INTO ${q(name)} (${quoteNames([...primaryKey, ...names], dialect)})`,
        `SELECT ${quoteNames([...primaryKey, ...from], dialect)} FROM ${q(table)}`,
        `WHERE ${changed.join(" OR ")}`,
        overwrite(primaryKey, names, dialect),
      ];
      return [
        {
          phase: "archive",
          description: `copy what is not a default to ${name}`,
          statements: [
            // The next level would lock the rows that it reads.
            ...(mysql ? ["SET TRANSACTION ISOLATION LEVEL READ COMMITTED"] : []),
            insert.join("\n"),
          ],
          ...online(
            `none that readers or writers of ${table} wait for`,
            "it reads each row once; nobody changes these columns any more",
          ),
          report: { kind: "archived", table, query: countRows(name) },
        },
      ];
    },

    restore: (archive) => {
      const { name, table } = archive;
      const where = restorable(archive, server);
      const on = joined(archive, dialect);
      const found = `FROM ${q(name)} AS a JOIN ${q(table)} AS j ON ${on} WHERE ${where}`;
      const repeated = dialect !== "sqlite";
      return [
        {
          ...counting(table, countRows(name), "archived"),
          phase: "restore",
          description: `count what is to be restored of ${table}`,
          report: { kind: "restoring", table, query: countRows(name) },
        },
        {
          phase: "restore",
          description: `restore ${table} from ${name}`,
          statements: restoreStatements(archive, server),
          ...online(
            `row locks, ${batch} rows at a time`,
            "a row that others have written to meanwhile stays as it is, and is reported",
          ),
          brief: true,
          ...(repeated ? { condition: { query: `SELECT 1 ${found} LIMIT 1`, repeat: true } } : {}),
        },
        counting(
          table,
          `SELECT count(*) - count(j.${q(archive.primaryKey[0] ?? "id")}) AS ${q("gone")}, count(j.${q(archive.primaryKey[0] ?? "id")}) AS ${q("kept")} FROM ${q(name)} AS a LEFT JOIN ${q(table)} AS j ON ${on}`,
          "restored",
        ),
        dropStep(name, "what it kept is back, or was reported"),
      ];
    },

    dropEmpty: (archive, users = []) => [
      {
        ...dropStep(archive, "it is empty"),
        description: `drop archive ${archive} if it is empty`,
        condition: {
          query: [
            `SELECT 1${mysql ? " FROM DUAL" : ""} WHERE NOT EXISTS (SELECT 1 FROM ${q(archive)})`,
            ...users.map((user) => `AND NOT EXISTS (${tableQuery(user, dialect)})`),
          ].join(" "),
          repeat: false,
        },
      },
    ],

    drop: (archive) => [
      counting(archive, countRows(archive), "discarded"),
      dropStep(archive, "its rows are gone afterwards"),
    ],

    countLost: (table, columns) => {
      const lost = Object.entries(columns).map(
        ([name, column]) =>
          `sum(CASE WHEN ${holds(q(name), column, server)} THEN 1 ELSE 0 END) AS ${q(name)}`,
      );
      const query = lost.length > 0 ? `SELECT ${lost.join(", ")} FROM ${q(table)}` : countRows(table);
      return [counting(table, query, "discarded")];
    },
  };
}

/** Gives a row where the table is there. */
function tableQuery(name: string, dialect: Dialect): string {
  const text = quoteText(name, dialect);
  if (dialect === "sqlite") return `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${text}`;
  return dialect === "postgres"
    ? `SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ${text}`
    : `SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = ${text}`;
}

function strongLock(dialect: Dialect, table: string): string {
  if (dialect === "sqlite") {
    return "the database's one write lock, for the whole migration: readers go on, writers wait";
  }
  return isMysqlFamily(dialect)
    ? `exclusive metadata lock on ${table}, for moments`
    : `ACCESS EXCLUSIVE on ${table}, for moments`;
}

/** Whether a column has something else than what a new row would get. */
function holds(quoted: string, { nullable, default: value, kind }: Column, server: ServerKind): string {
  if (value === undefined) return nullable ? `${quoted} IS NOT NULL` : "1 = 1";
  const isText = kind === "text" || kind === "varchar" || kind === "json";
  // A collation there may take two texts for one.
  const exact = isText && isMysqlFamily(server.dialect) ? `BINARY ${quoted}` : quoted;
  const differs = `${exact} <> ${defaultLiteral(value, server)}`;
  return nullable ? `(${quoted} IS NULL OR ${differs})` : differs;
}

/** What becomes of a row that the archive has from before: the table's is newer. */
function overwrite(primaryKey: readonly string[], names: readonly string[], dialect: Dialect): string {
  const q = (name: string) => quoteName(name, dialect);
  return isMysqlFamily(dialect)
    ? `ON DUPLICATE KEY UPDATE ${names.map((name) => `${q(name)} = VALUES(${q(name)})`).join(", ")}`
    : `ON CONFLICT (${quoteNames(primaryKey, dialect)}) DO UPDATE SET ${names.map((name) => `${q(name)} = EXCLUDED.${q(name)}`).join(", ")}`;
}

/** `a."id" = j."id"` */
function joined({ primaryKey }: ColumnArchive, dialect: Dialect, left = "a", right = "j"): string {
  const q = (name: string) => quoteName(name, dialect);
  return primaryKey.map((name) => `${right}.${q(name)} = ${left}.${q(name)}`).join(" AND ");
}

/** Whether each column of `j` is as in a new row, or as in the archive `a`: nobody has written another value. */
function restorable({ columns }: ColumnArchive, server: ServerKind): string {
  const same = { postgres: "IS NOT DISTINCT FROM", sqlite: "IS", mariadb: "<=>", mysql: "<=>" }[
    server.dialect
  ];
  return Object.entries(columns)
    .map(([name, column]) => {
      const quoted = quoteName(name, server.dialect);
      return `(NOT (${holds(`j.${quoted}`, column, server)}) OR j.${quoted} ${same} a.${quoted})`;
    })
    .join(" AND ");
}

/**
 * Restores rows and takes them out of the archive, in one transaction: killed in between, a row is either
 * still to be restored or never restored again, whatever others have made of it by then.
 */
function restoreStatements(archive: ColumnArchive, server: ServerKind): string[] {
  const { dialect } = server;
  const { name, table, primaryKey } = archive;
  const q = (word: string) => quoteName(word, dialect);
  const where = restorable(archive, server);
  const columns = Object.keys(archive.columns);
  const set = (target: string, source: string) =>
    columns.map((column) => `${target}${q(column)} = ${source}.${q(column)}`).join(", ");
  const order = primaryKey.map((column) => `a.${q(column)}`).join(", ");
  const on = joined(archive, dialect);

  switch (dialect) {
    case "postgres":
      return [
        [
          `WITH picked AS (SELECT a.* FROM ${q(name)} AS a JOIN ${q(table)} AS j ON ${on}`,
          `  WHERE ${where}`,
          `  ORDER BY ${order} LIMIT ${batch} FOR UPDATE OF j),`,
          `taken AS (DELETE FROM ${q(name)} AS j USING picked AS a WHERE ${on})`,
          `UPDATE ${q(table)} AS j SET ${set("", "a")} FROM picked AS a WHERE ${on}`,
        ].join("\n"),
      ];
    case "sqlite":
      return [
        `UPDATE ${q(name)} AS a SET ${q(restoredMark)} = 1 WHERE EXISTS (SELECT 1 FROM ${q(table)} AS j WHERE ${on} AND ${where})`,
        `UPDATE ${q(table)} AS j SET ${set("", "a")} FROM ${q(name)} AS a WHERE ${on} AND a.${q(restoredMark)} = 1`,
        `DELETE FROM ${q(name)} WHERE ${q(restoredMark)} = 1`,
      ];
    default:
      return [
        [
          `UPDATE ${q(name)} AS a`,
          `JOIN (SELECT ${order} FROM ${q(name)} AS a JOIN ${q(table)} AS j ON ${on}`,
          `  WHERE ${where} ORDER BY ${order} LIMIT ${batch}) AS picked ON ${joined(archive, dialect, "a", "picked")}`,
          `JOIN ${q(table)} AS j ON ${on}`,
          `SET ${set("j.", "a")}, a.${q(restoredMark)} = 1 WHERE ${where}`,
        ].join("\n"),
        `DELETE FROM ${q(name)} WHERE ${q(restoredMark)} = 1 LIMIT ${batch}`,
      ];
  }
}
