import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Executor, Usage } from "../../src/executors/executor.ts";
import { watchUsage } from "../../src/worker/usage-watch.ts";

const unknown = { peakMemoryBytes: null, averageCpuCores: null };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An executor of which only this is asked; an answer that is missing is an engine that cannot be reached. */
function executorOf(answers: readonly (Usage | undefined)[]): { executor: Executor; asked: () => number } {
  let asked = 0;
  const usage = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer === undefined) throw new Error("unreachable");
    return answer;
  };
  return { executor: { usage } as Partial<Executor> as Executor, asked: () => asked };
}

test("keeps the highest memory and the last CPU that were seen, of an earlier owner as well", async () => {
  const { executor } = executorOf([
    { peakMemoryBytes: 5, averageCpuCores: 0.9 },
    { peakMemoryBytes: 30, averageCpuCores: null },
    undefined,
    { peakMemoryBytes: 20, averageCpuCores: 0.5 },
    unknown,
  ]);
  const watch = watchUsage(executor, "id", { peakMemoryBytes: 10, averageCpuCores: 0.1 });
  expect(watch.current()).toEqual({ peakMemoryBytes: 10, averageCpuCores: 0.1 });
  await vi.advanceTimersByTimeAsync(250);
  expect(watch.current()).toEqual({ peakMemoryBytes: 10, averageCpuCores: 0.9 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(watch.current()).toEqual({ peakMemoryBytes: 30, averageCpuCores: 0.5 });
  expect(watch.end()).toEqual({ peakMemoryBytes: 30, averageCpuCores: 0.5 });
});

test("looks often at a short job, and every ten seconds at a long one, until its end", async () => {
  const { executor, asked } = executorOf([unknown]);
  const watch = watchUsage(executor, "id", unknown);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(asked()).toBe(4);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked()).toBeLessThan(70);
  watch.end();
  const before = asked();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked()).toBe(before);
});

test("what an ended execution tells has the last word", () => {
  const { executor } = executorOf([unknown]);
  const state = {
    ...({ kind: "exited", exitCode: 137, outOfMemory: true } as const),
    ...{ startedAt: new Date(), finishedAt: new Date() },
    usage: { peakMemoryBytes: 64, averageCpuCores: null },
  };
  expect(watchUsage(executor, "id", { peakMemoryBytes: 7, averageCpuCores: 1 }).end(state)).toEqual({
    ...{ peakMemoryBytes: 64, averageCpuCores: 1 },
  });
});
