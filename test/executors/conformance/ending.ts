/** Waiting for an end, and bringing it about. */
import { describe, expect, test } from "vitest";
import { chunksOf, outputOf, split } from "../bench.ts";
import type { ConformanceStage } from "./stage.ts";

export function ending(stage: ConformanceStage): void {
  describe("wait", () => {
    test("rejects with the signal's reason", async () => {
      const id = await stage.bench.start("sleep 60");
      const abort = new AbortController();
      const waiting = stage.executor.wait(id, { signal: abort.signal });
      abort.abort(new Error("enough"));
      await expect(waiting).rejects.toThrow("enough");
      expect((await stage.executor.inspect(id)).kind).toBe("running");
      await stage.executor.stop(id, { graceMs: 0 });
    });

    test("knows many waiters", async () => {
      const id = await stage.bench.start("sleep 0.3; exit 4");
      const states = await Promise.all([
        stage.executor.wait(id),
        stage.executor.wait(id),
        stage.executor.wait(id),
      ]);
      for (const state of states) expect(state).toMatchObject({ kind: "exited", exitCode: 4 });
    });
  });

  describe("stop", () => {
    test("lets a command that obeys TERM end in its own way", async () => {
      const id = await stage.bench.start(
        'trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.05; done',
      );
      for await (const _ of stage.executor.output(id, { follow: true })) break;
      const before = performance.now();
      await stage.executor.stop(id, { graceMs: 60_000 });
      expect(performance.now() - before).toBeLessThan(50_000);
      expect(await stage.executor.inspect(id)).toMatchObject({ kind: "exited", exitCode: 3 });
      expect((await outputOf(stage.executor, id)).stdout.toString()).toBe("ready\nbye\n");
    });

    test("kills a command that does not, after the grace", async () => {
      const id = await stage.bench.start('trap "" TERM; echo ready; while :; do sleep 0.05; done');
      for await (const _ of stage.executor.output(id, { follow: true })) break;
      const before = performance.now();
      await stage.executor.stop(id, { graceMs: 700 });
      expect(performance.now() - before).toBeGreaterThanOrEqual(690);
      expect(await stage.executor.inspect(id)).toMatchObject({ kind: "exited", exitCode: 137 });
    });

    test("does nothing to one that has ended, or is gone", async () => {
      const id = await stage.bench.start("exit 5");
      await stage.executor.wait(id);
      await stage.executor.stop(id, { graceMs: 60_000 });
      expect(await stage.executor.inspect(id)).toMatchObject({ exitCode: 5 });
      await stage.executor.remove(id);
      await stage.executor.stop(id, { graceMs: 60_000 });
    });
  });

  test("another executor goes on where the one that launched it stopped", async () => {
    const first = stage.subject.create();
    const spec = stage.bench.shell('trap "echo two; exit 9" TERM; echo one; while :; do sleep 0.05; done');
    const { id } = await first.launch(spec);
    let cursor: string | undefined;
    for await (const chunk of first.output(id, { follow: true })) {
      cursor = chunk.cursor;
      break;
    }
    await first.close();

    const second = stage.subject.create();
    expect(await second.find(spec)).toMatchObject({ id, state: { kind: "running" } });
    await second.stop(id, { graceMs: 20_000 });
    expect(await second.wait(id)).toMatchObject({ kind: "exited", exitCode: 9 });
    const rest = split(await chunksOf(second, id, cursor === undefined ? {} : { after: cursor }));
    expect(rest.stdout.toString()).toBe("two\n");
    await second.close();
  });
}
