import { setTimeout as sleep } from "node:timers/promises";
import { isDeadlock } from "../database/deadlock.ts";
import { isLongshoreError, LongshoreError, messageOf } from "../errors.ts";

/**
 * How long a statement waits for a lock that others would queue behind, in milliseconds: whoever comes
 * after it waits as long. MariaDB and MySQL count in whole seconds.
 */
export const lockTimeout = { postgres: 100, mysqlFamily: 1000 } as const;

/** Some minutes in all, so that it outlasts a long transaction of somebody else's. */
const attempts = 300;

export interface LockRetryOptions {
  readonly onRetry?: (attempt: number, why: string) => void;
  /** Who had the lock at the last attempt. */
  readonly blocker?: () => string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between attempts, at random: those who wait for each other fall out of step. */
  readonly delay?: readonly [shortest: number, longest: number];
  readonly attempts?: number;
}

/**
 * Runs `work` until it gets its lock.
 *
 * @param what it does at the moment, for the error's message
 * @throws {LongshoreError} SCHEMA_LOCKED where it never does
 */
export async function retryLock<T>(
  what: () => string,
  work: () => Promise<T>,
  options: LockRetryOptions = {},
): Promise<T> {
  const [shortest, longest] = options.delay ?? [200, 1500];
  const most = options.attempts ?? attempts;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      const blocker = options.blocker?.();
      if (attempt === most) {
        const detail = { what: what(), attempts: attempt, ...(blocker && { blocker }) };
        throw new LongshoreError("SCHEMA_LOCKED", detail, { cause: error });
      }
      options.onRetry?.(attempt, blocker ?? messageOf(error));
      await sleep(shortest + Math.random() * (longest - shortest), undefined, { signal: options.signal });
    }
  }
}

/** PostgreSQL's lock_not_available, and what MariaDB and MySQL call the same. */
const lockCodes = ["55P03", "ER_LOCK_WAIT_TIMEOUT"];

function isLockTimeout(error: unknown): boolean {
  if (isLongshoreError(error, "DATABASE_BUSY") || isDeadlock(error)) return true;
  return error instanceof Error && "code" in error && lockCodes.includes(String(error.code));
}
