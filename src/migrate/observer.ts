import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { blockerOf } from "./blockers.ts";

/** What is seen from other connections of the session that migrates, and the wish to stop it. */
export interface Observer {
  /** Where other connections can be had. */
  readonly others: Database;
  /** See `sessionNumber`. */
  readonly session: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How far a statement is. */
export interface StatementProgress {
  /** In the database's words. */
  readonly phase?: string;
  /** From 0 to 1, of this phase. */
  readonly fraction?: number;
  /** Whose transaction it waits for; see `blockerOf`. */
  readonly waitsFor?: string;
}

/** Looks at a session's statement; undefined where there is nothing to tell. */
export async function statementProgress({
  others,
  session,
}: Observer): Promise<StatementProgress | undefined> {
  if (session === undefined) return undefined;
  const waitsFor = others.dialect === "postgres" ? await blockerOf(others, session) : undefined;
  const build = others.dialect === "postgres" ? await buildProgress(others, session) : undefined;
  return build || waitsFor ? { ...build, ...(waitsFor && { waitsFor }) } : undefined;
}

async function buildProgress({ query }: Database, session: number): Promise<StatementProgress | undefined> {
  const { rows } = await sql<{ phase: string; fraction: number | null }>`
    select phase, case when phase like 'waiting%' then null when tuples_total > 0 then tuples_done::float8 / tuples_total
      when blocks_total > 0 then blocks_done::float8 / blocks_total end as fraction
    from pg_stat_progress_create_index where pid = ${session}`.execute(query);
  const [row] = rows;
  if (!row) return undefined;
  return { phase: row.phase, ...(row.fraction !== null && { fraction: Math.min(row.fraction, 1) }) };
}

/** Does some work, and `look`s every `interval` ms until it is done. Looking may fail: the work counts. */
export async function whileLooking<T>(
  interval: number,
  look: () => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const looking = (async () => {
    for (;;) {
      await sleep(interval, undefined, { signal: done.signal });
      await look();
    }
  })().catch(() => {});
  try {
    return await work();
  } finally {
    done.abort();
    await looking;
  }
}
