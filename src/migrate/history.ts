import { type Catalog, readCatalog } from "../database/catalog/index.ts";
import { jsonParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { migrationHistory } from "../schema/index.ts";
import { runSteps } from "./run-steps.ts";
import { type Step, statementsFor } from "./statements/index.ts";

/**
 * - `started`: some of it may be done; it goes on at the next run
 * - `applied`: done by us, in whole or in part
 * - `adopted`: all of it was there already
 * - `faked`: taken at the user's word: neither looked at nor undone
 */
export type How = "started" | "applied" | "adopted" | "faked";

export interface HistoryEntry {
  readonly name: string;
  readonly how: How;
  readonly appliedAt: Date;
  /** What was there before it, by `objectKey`. Undoing it leaves these alone. */
  readonly adopted: readonly string[];
}

export type History = ReadonlyMap<string, HistoryEntry>;

const table = migrationHistory.name;

/** Reads the history; empty where the table is not there. */
export async function readHistory(database: Database, catalog: Catalog): Promise<History> {
  if (!catalog.has(table)) return new Map();
  const rows = await database.query.selectFrom(table).selectAll().orderBy("name").execute();
  return new Map(
    rows.map((row) => [
      row.name,
      {
        name: row.name,
        how: row.how as How,
        appliedAt: row.applied_at,
        adopted: row.adopted as string[],
      },
    ]),
  );
}

/** Makes the history's table where it is missing. */
export async function ensureHistory(database: Database): Promise<void> {
  if ((await readCatalog(database, [table])).has(table)) return;
  await runQuietly(database, statementsFor(database).createTable(migrationHistory));
}

/** Drops the history where it is empty, as after `zero`: nothing of ours is left behind. */
export async function dropEmptyHistory(database: Database): Promise<void> {
  if (!(await readCatalog(database, [table])).has(table)) return;
  const rows = await database.query.selectFrom(table).select("name").limit(1).execute();
  if (rows.length > 0) return;
  await runQuietly(database, statementsFor(database).dropTable(table));
}

async function runQuietly(database: Database, steps: readonly Step[]): Promise<void> {
  await runSteps(database, table, steps, {
    onStart: () => {},
    onDone: () => {},
    onRetry: () => {},
    onProgress: () => {},
    onReport: () => {},
  });
}

export async function record(
  database: Database,
  name: string,
  how: How,
  adopted: readonly string[],
): Promise<void> {
  await database.query
    .insertInto(table)
    .values({ name, how, adopted: jsonParameter(adopted), applied_at: database.now })
    .execute();
}

/** A migration that was started is done. */
export async function recordDone(database: Database, name: string, how: How): Promise<void> {
  await database.query
    .updateTable(table)
    .set({ how, applied_at: database.now })
    .where("name", "=", name)
    .execute();
}

export async function forget(database: Database, name: string): Promise<void> {
  await database.query.deleteFrom(table).where("name", "=", name).execute();
}
