/**
 * Guarantee 17 on SQLite, which counts nothing: a function in the query counts the rows that it is called for. How a
 * claim reads is tested with the queue; here, that the seed's partial indexes serve what they are for.
 */
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { createMigratedDatabase } from "../support/migrated.ts";
import { insertQueuedJobs, multiplyJobs } from "./queued-jobs.ts";
import { job } from "./rows.ts";

const history = 4000;
const limit = 10;

/** What each of the seed's partial indexes is for. */
const queries = [
  {
    index: "idx_containerjob_queue_ready",
    query: "WHERE seen(queued_at) AND queued_at IS NOT NULL AND launched_at IS NULL ORDER BY queued_at",
  },
  {
    index: "idx_containerjob_scheduled",
    query: `WHERE seen(scheduled_for) AND scheduled_for IS NOT NULL AND scheduled_for <= '2030-01-01 00:00:00'
      ORDER BY scheduled_for, queued_at`,
  },
  {
    index: "idx_containerjob_priority_queue",
    query: "WHERE seen(priority) AND queued_at IS NOT NULL ORDER BY priority DESC, queued_at",
  },
];

it.each(queries)(
  "guarantee 17: what $index is for is read by it without a row too many, whatever the history",
  async ({ index, query }) => {
    const { url, database, drop } = await createMigratedDatabase("sqlite");
    onTestFinished(drop);
    await insertQueuedJobs(database, 100);
    using connection = new DatabaseSync(url.slice("sqlite:".length));
    let seen = 0;
    connection.function("seen", { varargs: true }, () => {
      seen++;
      return 1;
    });
    const rowsRead = (how: string): number => {
      seen = 0;
      const statement = connection.prepare(`SELECT id FROM ${job} ${how} ${query} LIMIT ${limit}`);
      expect(statement.all()).toHaveLength(limit);
      return seen;
    };

    const byIndex = `INDEXED BY ${index}`;
    expect(rowsRead(byIndex)).toBe(limit);
    await multiplyJobs(database, history / 100);
    // Most of it has been launched.
    await database.execute(`UPDATE ${job} SET launched_at = queued_at WHERE timeout_seconds >= 100`);
    expect(rowsRead(byIndex)).toBe(limit);
    await database.execute("ANALYZE");
    expect(rowsRead(byIndex)).toBe(limit);
    // The count can be another.
    expect(rowsRead("NOT INDEXED")).toBeGreaterThanOrEqual(history);
  },
);
