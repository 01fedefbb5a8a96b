import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../database.ts";

/** Milliseconds between two looks. */
const interval = 100;

/** Calls back when another connection, of this process or another, has written to the file. */
export function watchFile(database: Database, changed: () => void): { close(): Promise<void> } {
  const closed = new AbortController();
  const watching = watch(database, changed, closed.signal);
  return {
    async close() {
      closed.abort();
      await watching;
    },
  };
}

async function watch(database: Database, changed: () => void, signal: AbortSignal): Promise<void> {
  let before: number | undefined;
  while (!signal.aborted) {
    // It reads a number in memory; the file only where that has changed.
    const version = await sql<{ data_version: number }>`pragma data_version`
      .execute(database.query)
      .then(({ rows }) => rows[0]?.data_version)
      .catch(() => undefined);
    if (before !== undefined && version !== before) changed();
    before = version;
    await sleep(interval, undefined, { signal }).catch(() => {});
  }
}
