import type { Check, Column, Dialect } from "../../../schema/index.ts";
import { type ColumnArchive, restoredMark } from "../../archive/column-archive.ts";
import type { ServerKind } from "../../server-kind.ts";
import { quoteName } from "../quote.ts";
import type { RowBatches, Step } from "../step.ts";
import { alter, counting, countRows, dropArchive, holds, online, renameColumn } from "./parts.ts";

/** Rows restored in one transaction: their locks are held for some ten milliseconds. */
const batch = 500;

/** Going forward again: what an archive keeps goes back into its table. */
export interface RestoringStatements {
  /** @param checks those that ride with it */
  bringBack(table: string, name: string, column: Column, checks: readonly Check[]): Step[];
  restore(archive: ColumnArchive): Step[];
}

export function restoring(server: ServerKind): RestoringStatements {
  const { dialect } = server;
  return {
    bringBack: (table, name, column, checks) => [
      {
        phase: "column",
        description: `bring column ${name} of ${table} back`,
        statements: [renameColumn(table, name, column, "back", server, checks)],
        ...alter(dialect, table, "only renamed: it still has its values"),
      },
    ],

    restore: (archive) => {
      const { name, table } = archive;
      const rows = countRows(name, dialect);
      return [
        counting(dialect, "restore", `count what is to be restored of ${table}`, {
          kind: "restoring",
          table,
          query: rows,
        }),
        {
          phase: "restore",
          description: `restore ${table} from ${name}`,
          statements: restoreStatements(archive, server),
          ...online(
            dialect,
            `row locks, ${batch} rows at a time`,
            "a row that others have written to meanwhile stays as it is, and is reported",
          ),
          brief: true,
          ...(dialect === "sqlite" ? {} : { rowBatches: rowBatches(archive, dialect) }),
        },
        counting(dialect, "drop archive", `count what is left in the archive of ${table}`, {
          kind: "restored",
          table,
          query: leftQuery(archive, dialect),
        }),
        dropArchive(dialect, name, "what it kept is back, or was reported"),
      ];
    },
  };
}

/** The key that batches go by. One that is made of several columns begins with it. */
function batchKey({ primaryKey }: ColumnArchive, dialect: Dialect): string {
  return quoteName(primaryKey[0] ?? "id", dialect);
}

function rowBatches(archive: ColumnArchive, dialect: Dialect): RowBatches {
  const key = batchKey(archive, dialect);
  const rows = `SELECT ${key} FROM ${quoteName(archive.name, dialect)} WHERE (:after IS NULL OR ${key} > :after)`;
  return {
    size: batch,
    total: countRows(archive.name, dialect),
    next: `SELECT ${key} AS last FROM (${rows} ORDER BY ${key} LIMIT ${batch}) AS batch ORDER BY ${key} DESC LIMIT 1`,
  };
}

/** What was not restored: its row is gone, or keeps what others wrote. */
function leftQuery(archive: ColumnArchive, dialect: Dialect): string {
  const found = `count(j.${batchKey(archive, dialect)})`;
  const q = (word: string) => quoteName(word, dialect);
  return [
    `SELECT count(*) - ${found} AS ${q("gone")}, ${found} AS ${q("kept")}`,
    `FROM ${q(archive.name)} AS a LEFT JOIN ${q(archive.table)} AS j ON ${sameKey(archive, dialect, "a", "j")}`,
  ].join(" ");
}

/** `j."id" = a."id"` */
function sameKey({ primaryKey }: ColumnArchive, dialect: Dialect, left: string, right: string): string {
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
 * still to be restored or never restored again, whatever others have made of it by then. A batch is a range of
 * keys, so that none of them reads what was restored before it.
 */
function restoreStatements(archive: ColumnArchive, server: ServerKind): string[] {
  const { dialect } = server;
  const { name, table, primaryKey } = archive;
  const q = (word: string) => quoteName(word, dialect);
  const where = restorable(archive, server);
  const columns = Object.keys(archive.columns);
  const set = (target: string, source: string) =>
    columns.map((column) => `${target}${q(column)} = ${source}.${q(column)}`).join(", ");
  const on = sameKey(archive, dialect, "a", "j");
  const key = batchKey(archive, dialect);
  const within = (owner: string) => `(:after IS NULL OR ${owner}${key} > :after) AND ${owner}${key} <= :last`;

  switch (dialect) {
    case "postgres":
      return [
        // It loses nothing in a crash: rows that are not restored then are in the archive.
        "SET LOCAL synchronous_commit = off",
        // The range stands once: the planner takes any range of UUIDs for one row, and would compare all with all.
        [
          `WITH restored AS (UPDATE ${q(table)} AS j SET ${set("", "a")} FROM ${q(name)} AS a`,
          `  WHERE ${on} AND ${within("a.")}`,
          `  AND ${where}`,
          `  RETURNING ${primaryKey.map((column) => `a.${q(column)}`).join(", ")})`,
          `DELETE FROM ${q(name)} AS a USING restored AS r WHERE ${sameKey(archive, dialect, "r", "a")}`,
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
          // The archive comes first: of the table no row is locked that the archive does not have.
          `UPDATE ${q(name)} AS a STRAIGHT_JOIN ${q(table)} AS j ON ${on}`,
          `SET ${set("j.", "a")}, a.${q(restoredMark)} = 1`,
          `WHERE ${within("a.")} AND ${where}`,
        ].join("\n"),
        `DELETE FROM ${q(name)} WHERE ${within("")} AND ${q(restoredMark)} = 1`,
      ];
  }
}
