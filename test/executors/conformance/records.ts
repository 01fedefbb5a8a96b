/** Finding, listing and removing executions. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { chunksOf } from "../bench.ts";
import type { ConformanceStage } from "./stage.ts";

export function records(stage: ConformanceStage): void {
  describe("find, list and remove", () => {
    test("find an attempt that was made, and no other", async () => {
      const spec = stage.bench.shell("exit 6");
      expect(await stage.executor.find(spec)).toBeUndefined();
      const { id } = await stage.executor.launch(spec);
      await stage.executor.wait(id);
      expect(await stage.executor.find(spec)).toMatchObject({
        id,
        jobId: spec.jobId,
        attempt: 1,
        state: { kind: "exited", exitCode: 6 },
      });
      expect(await stage.executor.find({ ...spec, attempt: 2 })).toBeUndefined();
      expect(await stage.executor.find({ ...spec, installation: "another" })).toBeUndefined();
    });

    test("list what belongs to the installation, in any state", async () => {
      const own = { installation: `list-${randomUUID()}` };
      expect(await stage.executor.list(own.installation)).toEqual([]);
      const ended = await stage.bench.start("exit 1", own);
      const running = await stage.bench.start("sleep 60", own);
      await stage.executor.wait(ended);
      const listed = await stage.executor.list(own.installation);
      expect(new Map(listed.map(({ id, state }) => [id, state.kind]))).toEqual(
        new Map([
          [ended, "exited"],
          [running, "running"],
        ]),
      );
      await stage.executor.stop(running, { graceMs: 0 });
      await Promise.all([stage.executor.remove(ended), stage.executor.remove(running)]);
      expect(await stage.executor.list(own.installation)).toEqual([]);
    });

    test("remove an ended execution, so that it is gone", async () => {
      const id = await stage.bench.start("echo out");
      await stage.executor.wait(id);
      await Promise.all([stage.executor.remove(id), stage.executor.remove(id)]);
      await stage.executor.remove(id);
      expect(await stage.executor.inspect(id)).toEqual({ kind: "gone" });
      expect(await stage.executor.wait(id)).toEqual({ kind: "gone" });
      expect(await chunksOf(stage.executor, id, { follow: true })).toEqual([]);
    });

    test("leave a running one alone", async () => {
      const id = await stage.bench.start("sleep 60");
      await expect(stage.executor.remove(id)).rejects.toMatchObject({ code: "EXECUTION_RUNNING" });
      expect((await stage.executor.inspect(id)).kind).toBe("running");
      await stage.executor.stop(id, { graceMs: 0 });
    });
  });
}
