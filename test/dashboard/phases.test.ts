import { describe, expect, it } from "vitest";
import { phasesOf } from "../../dashboard/src/lib/phases.ts";

const second = (count: number) => new Date(Date.UTC(2030, 0, 1) + count * 1_000).toISOString();
const now = Date.UTC(2030, 0, 1) + 100_000;

const job = {
  status: "queued",
  createdAt: second(0),
  queuedAt: second(0),
  scheduledFor: null,
  completedAt: null,
  isQueued: true,
  attempts: [],
} as unknown as Parameters<typeof phasesOf>[0];

const attempt = (number: number, more: object) =>
  ({ number, startedAt: null, endedAt: null, exitCode: null, error: null, ...more }) as never;

const told = (given: Parameters<typeof phasesOf>[0]) =>
  phasesOf(given, now).map(({ kind, from, to, open, failed }) => {
    const length = (to - from) / 1_000;
    return `${kind} ${length}${open ? "…" : ""}${failed ? "!" : ""}`;
  });

describe("phasesOf", () => {
  it("waits on", () => expect(told(job)).toEqual(["waiting 100…"]));

  it("waits for its time, and then for room", () => {
    expect(told({ ...job, scheduledFor: second(200) })).toEqual(["scheduled 100…"]);
    expect(told({ ...job, scheduledFor: second(60) })).toEqual(["scheduled 60", "waiting 40…"]);
  });

  it("runs", () => {
    const attempts = [attempt(1, { claimedAt: second(10), startedAt: second(12) })];
    expect(told({ ...job, status: "running", isQueued: false, attempts })).toEqual([
      "waiting 10",
      "launching 2",
      "running 88…",
    ]);
  });

  it("tries again, and waits between", () => {
    const attempts = [
      attempt(1, { claimedAt: second(10), endedAt: second(11), error: "no" }),
      attempt(2, { claimedAt: second(15), startedAt: second(16), endedAt: second(20), exitCode: 0 }),
    ];
    expect(told({ ...job, status: "completed", isQueued: false, attempts })).toEqual([
      "waiting 10",
      "launching 1!",
      "backoff 4",
      "launching 1",
      "running 4",
    ]);
    expect(told({ ...job, status: "retrying", attempts: attempts.slice(0, 1) }).at(-1)).toBe("backoff 89…");
  });

  it("was cancelled before it ran", () => {
    expect(
      told({ ...job, status: "cancelled", isQueued: false, queuedAt: null, completedAt: second(30) }),
    ).toEqual(["waiting 30"]);
  });
});
