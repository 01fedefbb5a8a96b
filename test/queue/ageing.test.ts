import { describe, expect, it } from "vitest";
import { Ageing } from "../../src/queue/claim/ageing.ts";
import fc from "../support/properties.ts";

describe("ageing", () => {
  it("gives every n-th job to the oldest, however the jobs are claimed", () => {
    const limits = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), limits, (every, claims) => {
        const ageing = new Ageing(every);
        let oldest = 0;
        let taken = 0;
        for (const limit of claims) {
          const share = ageing.share(limit);
          expect(share).toBeLessThanOrEqual(limit);
          ageing.took(limit);
          oldest += share;
          taken += limit;
          expect(oldest).toBe(Math.floor(taken / every));
        }
      }),
    );
  });

  it("bounds a job's wait under an endless stream of higher priorities, which take all that is left", () => {
    const claims = fc.array(fc.record({ limit: fc.integer({ min: 1, max: 8 }) }), {
      minLength: 500,
      maxLength: 500,
    });
    const ageing = { every: fc.integer({ min: 1, max: 10 }), older: fc.integer({ min: 0, max: 20 }) };
    fc.assert(
      fc.property(fc.record(ageing), claims, ({ every, older }, turns) => {
        const counter = new Ageing(every);
        let [before, taken] = [older, 0];
        for (const { limit } of turns) {
          before -= counter.share(limit);
          counter.took(limit);
          taken += limit;
          if (before < 0) break;
        }
        expect(before).toBeLessThan(0);
        // Within the claim in which its turn comes, its place is not told.
        expect(taken).toBeLessThanOrEqual(every * (older + 1) + 8);
      }),
      { numRuns: 50 },
    );
  });

  it("is off unless asked for", () => {
    expect(new Ageing(undefined).share(1_000)).toBe(0);
  });
});
