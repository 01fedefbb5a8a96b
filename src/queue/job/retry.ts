/**
 * When a failed launch is tried again: exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that jobs that failed
 * together do not come back together.
 */

export interface RetryStrategy {
  /** Launch attempts, the first included, where the job does not say. */
  readonly attempts: number;
  /** Milliseconds: the longest wait after the first failure; it doubles with each. */
  readonly base: number;
  /** Milliseconds: no wait is longer. */
  readonly max: number;
}

export const strategies = {
  default: { attempts: 3, base: 2_000, max: 60_000 },
  aggressive: { attempts: 5, base: 1_000, max: 30_000 },
  conservative: { attempts: 2, base: 5_000, max: 300_000 },
  high_priority: { attempts: 5, base: 500, max: 15_000 },
} as const satisfies Record<string, RetryStrategy>;

export type StrategyName = keyof typeof strategies;
export const strategyNames = Object.keys(strategies) as [StrategyName, ...StrategyName[]];

/**
 * Milliseconds to wait before the next attempt: random between 0 and min(max, base × 2^(failures − 1)).
 *
 * @param failures launches that have failed, from 1
 */
export function backoff(
  strategy: RetryStrategy,
  failures: number,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(strategy.max, strategy.base * 2 ** (failures - 1));
  return Math.round(ceiling * random());
}
