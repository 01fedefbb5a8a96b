import { describe, expect, it } from "vitest";
import { checkSpec, type JobSpec } from "../../src/queue/job/job-spec.ts";

describe("a job's spec", () => {
  it("is complete after the check", () => {
    expect(checkSpec({ command: ["true"] })).toMatchObject({
      image: "",
      priority: 50,
      timeout: 3600,
      env: {},
    });
  });

  it.each<[Partial<JobSpec>, RegExp]>([
    [{ priority: 101 }, /^priority: must be from 0 to 100 \(given 101\)$/],
    [{ priority: -1 }, /^priority: must be from 0 to 100 \(given -1\)$/],
    [{ priority: 1.5 }, /^priority: must be a whole number from 0 to 100/],
    [{ priority: "high" as unknown as number }, /^priority: must be a whole number/],
    [{ command: [] }, /^job: needs an image or a command/],
    [{ command: [""] }, /^command: begins with an empty word/],
    [{ command: ["a\0b"] }, /NUL byte/],
    [{ command: ["\ud800"] }, /half a character/],
    [{ plainEnv: ["\udfff"] }, /^plainEnv.0: has half a character/],
    [{ image: "two words" }, /^image: may not hold white space/],
    [{ name: "x".repeat(201) }, /^name: may have 200 characters/],
    [{ at: "tomorrow" as unknown as Date }, /^at: must be a time/],
    [{ at: new Date("+010000-01-01T00:00:00Z") }, /^at: must be before the year 9999/],
    [{ delay: 253_370_764_800_000 }, /^delay: must be from 0 to 3155760000000 /],
    [{ at: new Date(), delay: 5 }, /^delay: cannot be given together with at/],
    [{ maxRetries: 0 }, /^maxRetries: must be from 1 to 1000/],
    [{ retryStrategy: "eager" as "default" }, /^retryStrategy: must be one of default, aggressive/],
    [{ memory: 1 }, /^memory: must be from 6/],
    [{ cpus: 0 }, /^cpus: must be at least/],
    [{ timeout: 0 }, /^timeout: must be from 1/],
    [{ nmae: "x" } as Partial<JobSpec>, /Unrecognized key/],
  ])("says what is wrong with %j", (change, message) => {
    expect(() => checkSpec({ command: ["true"], ...change })).toThrow(message);
  });
});
