import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import type { Observer } from "./observer.ts";

/** The number by which the server knows a connection. SQLite's have none. */
export async function sessionNumber({ dialect, query }: Database): Promise<number | undefined> {
  if (dialect === "sqlite") return undefined;
  const number = dialect === "postgres" ? sql`pg_backend_pid()` : sql`connection_id()`;
  const { rows } = await sql<{ number: number }>`select ${number} as number`.execute(query);
  return Number(rows[0]?.number);
}

/** Runs `work` on the observed session, and cancels the statement that it runs once the signal is aborted. */
export async function cancellable<T>(
  { others, session, signal }: Observer,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  let cancelled: Promise<void> | undefined;
  const cancel = () => {
    // What cannot be cancelled goes on to its end, and nothing comes after it.
    cancelled = cancelStatement(others, session).catch(() => {});
  };
  signal.addEventListener("abort", cancel);
  try {
    signal.throwIfAborted();
    return await work();
  } finally {
    signal.removeEventListener("abort", cancel);
    // It must not hit a later statement of the session.
    await cancelled;
  }
}

async function cancelStatement(others: Database, session: number | undefined): Promise<void> {
  if (session === undefined) return;
  if (others.dialect === "postgres") await others.execute(`SELECT pg_cancel_backend(${session})`);
  else await others.execute(`KILL QUERY ${session}`);
}
