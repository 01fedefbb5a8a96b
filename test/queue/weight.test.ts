import { expect, test } from "vitest";
import { chooseByWeight, type Host } from "../../src/queue/hosts/hosts.ts";
import fc from "../support/properties.ts";

/** How many of so many jobs each host gets, where chance has every value from 0 to 1 once. */
function sharesOf(weights: readonly number[], jobs: number): number[] {
  const hosts = weights.map((weight, id) => ({ id, weight }) as Host);
  const shares = weights.map(() => 0);
  for (let job = 0; job < jobs; job += 1) {
    const { id } = chooseByWeight(hosts, job / jobs);
    shares[id] = (shares[id] ?? 0) + 1;
  }
  return shares;
}

test("each host gets as large a share of the jobs as its weight is of all", () => {
  const weight = fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  );
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 6 }), (weights) => {
      const total = weights.reduce((sum, each) => sum + each, 0);
      fc.pre(total > 0);
      for (const [place, share] of sharesOf(weights, 1_000).entries()) {
        const due = (1_000 * (weights[place] ?? 0)) / total;
        expect(Math.abs(share - due)).toBeLessThanOrEqual(1);
        if (weights[place] === 0) expect(share).toBe(0);
      }
    }),
  );
});

test("hosts that all weigh nothing share alike", () => {
  expect(sharesOf([0, 0, 0, 0], 1_000)).toEqual([250, 250, 250, 250]);
});
