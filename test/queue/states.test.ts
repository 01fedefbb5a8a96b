import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { active, ended, statuses, terminal, transitions } from "../../src/queue/job/states.ts";
import { readyToClaim } from "../../src/schema/index.ts";
import fc from "../support/properties.ts";

describe("the state machine", () => {
  it("ends in completed, timeout and cancelled, and lets failed be retried", () => {
    expect([...terminal].sort()).toEqual(["cancelled", "completed", "timeout"]);
    expect(transitions.retry.from).toEqual(["failed"]);
    expect([...ended].sort()).toEqual(["cancelled", "completed", "failed", "timeout"]);
  });

  it("reaches every status from pending", () => {
    const reached = new Set<string>(["pending"]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const { from, to } of Object.values(transitions)) {
        if (from.some((status) => reached.has(status))) reached.add(to);
      }
    }
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  it("runs only what was launched: running comes from launching alone", () => {
    const intoRunning = Object.values(transitions).filter(({ to }) => to === "running");
    expect(intoRunning.flatMap(({ from }) => [...from])).toEqual(["launching"]);
  });

  it("never leaves a terminal state, whatever verbs are tried", () => {
    const verbs = fc.array(fc.constantFrom(...Object.values(transitions)), { maxLength: 40 });
    fc.assert(
      fc.property(verbs, (tried) => {
        let status: string = "pending";
        let endedAs: string | undefined;
        for (const { from, to } of tried) {
          if ((from as readonly string[]).includes(status)) status = to;
          if (endedAs !== undefined) expect(status).toBe(endedAs);
          if ((terminal as readonly string[]).includes(status)) endedAs = status;
        }
      }),
    );
  });

  it("is the one that the indexes for the claim know", () => {
    const indexed = [...readyToClaim.matchAll(/status = '(\w+)'/g)].map(([, status]) => status);
    expect(indexed.sort()).toEqual([...transitions.claim.from].sort());
  });

  it("is the one that docs/states.md shows", () => {
    const page = readFileSync(new URL("../../docs/states.md", import.meta.url), "utf8");
    for (const [verb, { from, to }] of Object.entries(transitions)) {
      expect(page).toContain(`| \`${verb}\` | ${from.join(", ")} | ${to} |`);
    }
    for (const status of statuses) expect(page).toMatch(new RegExp(`\\b${status}\\b`));
    expect(active).toEqual(["launching", "running"]);
  });
});
