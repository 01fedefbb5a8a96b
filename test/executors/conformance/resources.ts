/** What a command uses, and may use. */
import { cpus } from "node:os";
import { describe, expect, test } from "vitest";
import type { ConformanceStage } from "./stage.ts";

export function resources(stage: ConformanceStage): void {
  describe("usage", () => {
    const held = 30_000_000;

    test("is told while the command runs: the most memory at once, and cores", async () => {
      // One of two keeps memory, since nobody reads what it writes; the other keeps a core busy.
      const id = await stage.bench.start(`head -c ${held} /dev/zero | tail | sleep 60 & while :; do :; done`);
      await expect.poll(async () => (await stage.executor.usage(id)).peakMemoryBytes).toBeGreaterThan(held);
      const { averageCpuCores } = await stage.executor.usage(id);
      expect(averageCpuCores).toBeGreaterThan(0.01);
      expect(averageCpuCores).toBeLessThan(cpus().length + 1);
      await stage.executor.stop(id, { graceMs: 0 });
      await stage.executor.wait(id);
      await stage.executor.usage(id);
    });

    test("of one that is gone is unknown", async () => {
      const id = await stage.bench.start("true");
      await stage.executor.wait(id);
      await stage.executor.remove(id);
      expect(await stage.executor.usage(id)).toEqual({ peakMemoryBytes: null, averageCpuCores: null });
    });
  });

  describe("limits", () => {
    test("of memory: the command is ended, which is told apart from any other end", async ({ skip }) => {
      skip(!stage.subject.limits, "no limits can be set here");
      const id = await stage.bench.start("head -c 100000000 /dev/zero | tail", { memoryMb: 16 });
      expect(await stage.executor.wait(id)).toMatchObject({
        ...{ kind: "exited", exitCode: 137, outOfMemory: true },
        usage: { peakMemoryBytes: 16 * 1024 * 1024 },
      });
      const within = await stage.bench.start("head -c 1000000 /dev/zero | tail | wc -c", { memoryMb: 16 });
      expect(await stage.executor.wait(within)).toMatchObject({ exitCode: 0, outOfMemory: false });
    });

    test("of processor time", async ({ skip }) => {
      skip(!stage.subject.limits, "no limits can be set here");
      const id = await stage.bench.start("while :; do :; done", { cpus: 0.1 });
      const cores = async () => (await stage.executor.usage(id)).averageCpuCores ?? Number.POSITIVE_INFINITY;
      // At first it may use up what it is given for a moment.
      await expect.poll(cores).toBeLessThan(0.25);
      await stage.executor.stop(id, { graceMs: 0 });
    });
  });
}
