import { describe, expect, it } from "vitest";
import { backoff, strategies, strategyNames } from "../../src/queue/job/retry.ts";
import fc from "../support/properties.ts";

const strategy = fc.constantFrom(...strategyNames).map((name) => strategies[name]);
const failures = fc.integer({ min: 1, max: 1000 });

describe("backoff", () => {
  it("stays between nothing and the strategy's longest wait", () => {
    fc.assert(
      fc.property(strategy, failures, (chosen, count) => {
        const wait = backoff(chosen, count);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(chosen.max);
        expect(Number.isInteger(wait)).toBe(true);
      }),
    );
  });

  it("doubles its ceiling with each failure until the longest wait", () => {
    fc.assert(
      fc.property(strategy, failures, (chosen, count) => {
        const ceiling = backoff(chosen, count, () => 1);
        expect(ceiling).toBe(Math.min(chosen.max, chosen.base * 2 ** (count - 1)));
      }),
    );
  });

  it("spreads over the whole range: full jitter", () => {
    expect(backoff(strategies.default, 3, () => 0)).toBe(0);
    expect(backoff(strategies.default, 3, () => 0.5)).toBe(4_000);
    expect(backoff(strategies.default, 3, () => 1)).toBe(8_000);
  });
});
