import { setTimeout as sleep } from "node:timers/promises";

/** What PostgreSQL, and MariaDB and MySQL, call it. */
const deadlockCodes = ["40P01", "ER_LOCK_DEADLOCK"];

const mostTries = 5;
/** Milliseconds; a pause is of any length up to it, so that the two do not meet again. */
const longestPause = 50;

/**
 * Of transactions that wait for each other the server ends one, and nothing of it is left: it can be run
 * again. Rows are locked in one order wherever we choose it, but of the entries of an index a server locks
 * more than is asked for.
 */
export async function retryDeadlocks<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (tries === mostTries || !isDeadlock(error)) throw error;
      await sleep(longestPause * Math.random());
    }
  }
}

export function isDeadlock(error: unknown): boolean {
  return error instanceof Error && "code" in error && deadlockCodes.includes(String(error.code));
}
