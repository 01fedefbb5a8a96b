import { describe, expect, it, vi } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { LongshoreError } from "../../src/errors.ts";
import { retryLock } from "../../src/migrate/lock-retry.ts";
import { runSteps } from "../../src/migrate/run-steps.ts";
import type { Step } from "../../src/migrate/statements/index.ts";
import { createTestDatabase } from "../support/databases.ts";
import { watched } from "./watched.ts";

const coded = (code: string) => Object.assign(new Error(`failed with ${code}`), { code });

/** Fails with `error` so many times, then succeeds. */
function failing(error: Error, times: number) {
  const calls = { count: 0 };
  const work = async () => {
    if (calls.count++ < times) throw error;
    return "done";
  };
  return { calls, work };
}

it("tells of a deadlock in a migration's transaction, and does all of it again", async () => {
  const test = await createTestDatabase("sqlite");
  const database = await connect(test.url, { create: true });
  const statements = ["CREATE TABLE first (id integer)", "CREATE TABLE second (id integer)"];
  const step: Step = {
    ...{ phase: "create table", description: "make two tables", statements, transaction: "inside" },
    ...{ lock: "none", safe: "nobody knows them", brief: true },
  };
  const seen: string[] = [];
  let deadlocks = 1;
  const fragile = watched(database, (statement) => {
    seen.push(statement);
    if (statement === statements[1] && deadlocks-- > 0) throw coded("40P01");
  });
  const listener = {
    onStart: vi.fn(),
    onDone: vi.fn(),
    onRetry: vi.fn(),
    onProgress: vi.fn(),
    onReport: vi.fn(),
  };
  await runSteps(fragile, "0009_two_tables", [step], listener);
  expect(seen).toEqual([...statements, ...statements]);
  expect(listener.onRetry.mock.calls).toEqual([[step, 1, "failed with 40P01"]]);
  await database.close();
  await test.drop();
});

describe("retryLock", () => {
  it.each([
    coded("55P03"),
    coded("40P01"),
    coded("ER_LOCK_WAIT_TIMEOUT"),
    coded("ER_LOCK_DEADLOCK"),
    new LongshoreError("DATABASE_BUSY", { url: "sqlite:x" }),
  ])("tries again after $message", async (error) => {
    const { calls, work } = failing(error, 2);
    const retries: number[] = [];
    const result = await retryLock(() => "work", work, {
      delay: [0, 1],
      onRetry: (attempt, why) => {
        retries.push(attempt);
        expect(why).toBe(error.message);
      },
    });
    expect(result).toBe("done");
    expect(calls.count).toBe(3);
    expect(retries).toEqual([1, 2]);
  });

  it("gives up in the end, and says at what", async () => {
    const { calls, work } = failing(coded("55P03"), 10);
    await expect(retryLock(() => "add column x", work, { delay: [0, 1], attempts: 4 })).rejects.toMatchObject(
      {
        code: "SCHEMA_LOCKED",
        message: expect.stringMatching(/could not add column x: others held its lock at each of 4 attempts/),
      },
    );
    expect(calls.count).toBe(4);
  });

  it("lets any other error through at once", async () => {
    const { calls, work } = failing(coded("42601"), 1);
    await expect(retryLock(() => "work", work)).rejects.toThrow("42601");
    expect(calls.count).toBe(1);
  });
});
