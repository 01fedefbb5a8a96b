import { describe, expect, it } from "vitest";
import { proofsOf, summarise } from "../../src/migrate/prove/timeline.ts";

describe("a proof", () => {
  it("counts a probe for each step that it ran across", () => {
    const marks = [
      { step: "one", at: 10 },
      { step: "two", at: 20 },
      { step: "one", at: 30 },
    ];
    const samples = [
      { start: 0, end: 9 },
      { start: 5, end: 12 },
      { start: 15, end: 35, error: "refused" },
      { start: 41, end: 50 },
    ];
    expect(proofsOf(marks, 40, samples)).toEqual([
      { step: "one", probes: 2, longest: 20, p99: 20, errors: 1, firstError: "refused" },
      { step: "two", probes: 1, longest: 20, p99: 20, errors: 1, firstError: "refused" },
    ]);
  });

  it("takes the 99th of a hundred", () => {
    const samples = Array.from({ length: 200 }, (_, n) => ({ start: 0, end: n + 1 }));
    expect(summarise("all", samples)).toMatchObject({ probes: 200, longest: 200, p99: 198, errors: 0 });
    expect(summarise("none", [])).toEqual({ step: "none", probes: 0, longest: 0, p99: 0, errors: 0 });
  });
});
