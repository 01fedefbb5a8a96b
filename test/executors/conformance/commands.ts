/** What a command finds when it starts, and how its end is told. */
import { describe, expect, test } from "vitest";
import { outputOf } from "../bench.ts";
import type { ConformanceStage } from "./stage.ts";

export function commands(stage: ConformanceStage): void {
  describe("exit codes", () => {
    test.each([
      ["true", 0],
      ["exit 7", 7],
      ["kill -KILL $$", 137],
      ["kill -TERM $$", 143],
    ])("of %s", async (script, exitCode) => {
      const before = Date.now();
      const id = await stage.bench.start(script);
      const state = await stage.executor.wait(id);
      expect(state).toMatchObject({ kind: "exited", exitCode, outOfMemory: false });
      expect(await stage.executor.inspect(id)).toEqual(state);
      if (state.kind !== "exited") return;
      // The engine's clock may be another than ours, by a little.
      expect(state.startedAt.getTime()).toBeGreaterThan(before - 5_000);
      expect(state.finishedAt.getTime()).toBeGreaterThanOrEqual(state.startedAt.getTime());
      expect(state.finishedAt.getTime()).toBeLessThan(Date.now() + 5_000);
    });
  });

  describe("the command", () => {
    test("has the job's environment, and nothing of the worker's", async () => {
      process.env.LONGSHORE_TEST_SECRET = "the worker's own";
      const id = await stage.bench.start("env", {
        environment: { GREETING: 'two words, "quotes" and $(no shell)' },
      });
      delete process.env.LONGSHORE_TEST_SECRET;
      const { stdout } = await outputOf(stage.executor, id);
      expect(stdout.toString()).toContain('GREETING=two words, "quotes" and $(no shell)\n');
      expect(stdout.toString()).not.toContain("the worker's own");
    });

    test("is found by the job's own PATH", async () => {
      const id = await stage.bench.start("echo $PATH", {
        environment: { PATH: "/bin:/usr/bin:/of/the/job" },
      });
      expect((await outputOf(stage.executor, id)).stdout.toString()).toBe("/bin:/usr/bin:/of/the/job\n");
    });

    test("starts in the job's working directory", async () => {
      const id = await stage.bench.start("pwd", { workingDirectory: "/tmp" });
      expect((await outputOf(stage.executor, id)).stdout.toString()).toBe("/tmp\n");
    });

    test("gets its arguments as they are", async () => {
      const args = ["", " ", "a b", "$HOME", "'", '"', "\\", "*", "ünï\n"];
      const spec = stage.bench.spec(["printf", "<%s>", ...args]);
      const { id } = await stage.executor.launch(spec);
      expect((await outputOf(stage.executor, id)).stdout.toString()).toBe(
        args.map((arg) => `<${arg}>`).join(""),
      );
    });

    test("reads an empty standard input", async () => {
      const id = await stage.bench.start("cat; echo read");
      expect((await outputOf(stage.executor, id)).stdout.toString()).toBe("read\n");
    });
  });
}
