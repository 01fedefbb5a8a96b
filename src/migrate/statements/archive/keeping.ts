import { isMysqlFamily } from "../../../database/database.ts";
import type { Column, Dialect, Table } from "../../../schema/index.ts";
import type { ColumnArchive } from "../../archive/column-archive.ts";
import type { ServerKind } from "../../server-kind.ts";
import { createTableStatements } from "../create-table.ts";
import { quoteName, quoteNames, quoteText } from "../quote.ts";
import type { Phase, Step } from "../step.ts";
import { alter, counting, countRows, dropArchive, holds, online, renameColumn } from "./parts.ts";

/** Going back: what is dropped goes into its archive. */
export interface KeepingStatements {
  /** Columns are renamed before they are copied. SQLite does all of it in one transaction. */
  readonly setsAside: boolean;
  setAside(table: string, name: string, column: Column): Step[];
  /** Gives a table another name, and leaves it as it is. */
  rename(phase: Phase, from: string, to: string): Step[];
  create(table: Table): Step[];
  /** @param sources what the archive's columns are called in the table at that time */
  fill(archive: ColumnArchive, sources: Readonly<Record<string, string>>): Step[];
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

export function keeping(server: ServerKind): KeepingStatements {
  const { dialect } = server;
  const q = (name: string) => quoteName(name, dialect);
  const mysql = isMysqlFamily(dialect);
  const count = (table: string, query: string, kind: "archived" | "discarded") =>
    counting(dialect, "archive", `count what is ${kind} of ${table}`, { kind, table, query });

  return {
    setsAside: dialect !== "sqlite",

    setAside: (table, name, column) => [
      {
        phase: "set aside",
        description: `set column ${name} of ${table} aside`,
        statements: [renameColumn(table, name, column, "aside", server)],
        ...alter(
          dialect,
          table,
          "only renamed: no row is touched, and nobody writes to it while it is copied",
        ),
      },
    ],

    rename: (phase, from, to) => [
      {
        phase,
        description: `rename table ${from} to ${to}`,
        statements: [
          `ALTER TABLE ${q(from)} RENAME TO ${q(to)}${mysql ? ", ALGORITHM=INPLACE, LOCK=EXCLUSIVE" : ""}`,
        ],
        ...alter(dialect, from, "only renamed: no row is touched"),
      },
      ...(phase === "set aside" ? [count(from, countRows(to, dialect), "archived")] : []),
    ],

    create: (table) => [
      {
        phase: "archive",
        description: `create archive ${table.name}`,
        statements: createTableStatements(table, server),
        ...alter(dialect, table.name, "nobody uses it"),
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
            // It is read by ranges of its key, perhaps before the server has looked at it by itself.
            ...(dialect === "postgres" ? [`ANALYZE ${q(name)}`] : []),
          ],
          ...online(
            dialect,
            `none that readers or writers of ${table} wait for`,
            "it reads each row once; nobody changes these columns any more",
          ),
          report: { kind: "archived", table, query: countRows(name, dialect) },
        },
      ];
    },

    dropEmpty: (archive, users = []) => [
      {
        ...dropArchive(dialect, archive, "it is empty"),
        description: `drop archive ${archive} if it is empty`,
        condition: {
          query: [
            `SELECT 1${mysql ? " FROM DUAL" : ""} WHERE NOT EXISTS (SELECT 1 FROM ${q(archive)})`,
            ...users.map((user) => `AND NOT EXISTS (${tableQuery(user, dialect)})`),
          ].join(" "),
        },
      },
    ],

    drop: (archive) => [
      count(archive, countRows(archive, dialect), "discarded"),
      dropArchive(dialect, archive, "its rows are gone afterwards"),
    ],

    countLost: (table, columns) => {
      const lost = Object.entries(columns).map(
        ([name, column]) =>
          `sum(CASE WHEN ${holds(q(name), column, server)} THEN 1 ELSE 0 END) AS ${q(name)}`,
      );
      const query =
        lost.length > 0 ? `SELECT ${lost.join(", ")} FROM ${q(table)}` : countRows(table, dialect);
      return [count(table, query, "discarded")];
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

/** What becomes of a row that the archive has from before: the table's is newer. */
function overwrite(primaryKey: readonly string[], names: readonly string[], dialect: Dialect): string {
  const q = (name: string) => quoteName(name, dialect);
  return isMysqlFamily(dialect)
    ? `ON DUPLICATE KEY UPDATE ${names.map((name) => `${q(name)} = VALUES(${q(name)})`).join(", ")}`
    : `ON CONFLICT (${quoteNames(primaryKey, dialect)}) DO UPDATE SET ${names.map((name) => `${q(name)} = EXCLUDED.${q(name)}`).join(", ")}`;
}
