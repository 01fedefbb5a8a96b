import { describe, expect, it } from "vitest";
import { isQueued, isReadyToLaunch, type QueueFields, queueStatus } from "../../src/queue/job/readings.ts";
import { transitions } from "../../src/queue/job/states.ts";
import fc from "../support/properties.ts";

const now = new Date("2030-01-01T12:00:00Z");
const before = new Date("2030-01-01T11:00:00Z");
const later = new Date("2030-01-01T13:00:00Z");
const waiting: QueueFields = {
  status: "queued",
  queued_at: before,
  scheduled_for: null,
  launched_at: null,
  retry_count: 0,
  max_retries: 3,
};

describe("queueStatus", () => {
  it.each([
    ["not_queued", { queued_at: null }],
    ["queued", {}],
    ["queued", { scheduled_for: before }],
    ["queued", { scheduled_for: now }],
    ["scheduled", { scheduled_for: later }],
    ["launch_failed", { retry_count: 3, status: "failed" }],
    ["queued", { retry_count: 3, status: "launching" }],
    ["launched", { launched_at: before, status: "running" }],
    ["launched", { launched_at: before, retry_count: 3, status: "failed" }],
  ])("is %s", (expected, changes) => {
    expect(queueStatus({ ...waiting, ...changes }, now)).toBe(expected);
  });
});

describe("isReadyToLaunch", () => {
  const moment = fc.constantFrom(null, before, now, later);
  const job: fc.Arbitrary<QueueFields> = fc.record({
    status: fc.constantFrom(...transitions.claim.from),
    queued_at: moment,
    scheduled_for: moment,
    launched_at: moment,
    retry_count: fc.nat(4),
    max_retries: fc.nat(4),
  });

  it("agrees with the reading of the seed's companion while the job waits", () => {
    fc.assert(
      fc.property(job, (fields) => {
        const queued = fields.queued_at !== null && fields.launched_at === null;
        const due = fields.scheduled_for === null || fields.scheduled_for <= now;
        expect(isQueued(fields)).toBe(queued);
        expect(isReadyToLaunch(fields, now)).toBe(queued && due && fields.retry_count < fields.max_retries);
        if (isReadyToLaunch(fields, now)) expect(queueStatus(fields, now)).toBe("queued");
      }),
    );
  });

  it.each(["launching", "running", "completed", "failed", "timeout", "cancelled"])(
    "is false while %s",
    (status) => {
      expect(isReadyToLaunch({ ...waiting, status }, now)).toBe(false);
    },
  );
});
