import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds that we wait for another's write. */
const patience = 10_000;
const longestPause = 25;

const SQLITE_BUSY = 5;

/**
 * Runs a statement again while another connection holds the file. SQLite could wait by itself, but its
 * wait would stop our whole process, and with it the very connection that is waited for, where that is
 * another one of ours.
 */
export async function retryWhileBusy<T>(run: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patience;
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await run();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await sleep(pause * (0.5 + Math.random()));
    }
  }
}

function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;
}
