import { AsyncLocalStorage } from "node:async_hooks";

const limit = new AsyncLocalStorage<number>();

/**
 * Runs `work`, in which no statement waits longer than `ms` for the server's answer. A connection on which
 * the other side has vanished without a word is otherwise waited on for hours. It is closed, since more
 * statements would only wait behind the first, and the statement fails with DATABASE_UNREACHABLE.
 *
 * Of the servers only: SQLite answers at once.
 */
export function limitAnswers<T>(ms: number, work: () => T): T {
  return limit.run(ms, work);
}

/** Starts the clock for a statement where one runs. Returns what stops it. */
export function startClock(close: (error: Error) => void): () => void {
  const ms = limit.getStore();
  if (ms === undefined) return () => {};
  // Made when it is needed: with its stack, an error costs more than a statement's way through here.
  const late = () => Object.assign(new Error(`no answer within ${ms} ms`), { code: "ETIMEDOUT" });
  const timer = setTimeout(() => close(late()), ms);
  return () => clearTimeout(timer);
}
