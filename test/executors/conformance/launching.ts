/** How a command is launched, once. */
import { describe, expect, test } from "vitest";
import type { LaunchSpec } from "../../../src/executors/executor.ts";
import { outputOf } from "../bench.ts";
import type { ConformanceStage } from "./stage.ts";

export function launching(stage: ConformanceStage): void {
  describe("launch", () => {
    test("twice, one after the other and at once, runs the command once", async () => {
      const spec = stage.bench.shell("echo ran; sleep 1");
      const other = stage.subject.create();
      const first = await Promise.all([
        stage.executor.launch(spec),
        other.launch(spec),
        stage.executor.launch(spec),
      ]);
      await stage.executor.wait((first[0] as (typeof first)[0]).id);
      const again = await other.launch(spec);
      await other.close();

      expect(again.state.kind).toBe("exited");
      expect(new Set([...first, again].map(({ id }) => id)).size).toBe(1);
      expect((await outputOf(stage.executor, again.id)).stdout.toString()).toBe("ran\n");
    });

    test("gives each attempt of a job an execution of its own", async () => {
      const spec = stage.bench.shell("exit 0");
      const first = await stage.executor.launch(spec);
      const second = await stage.executor.launch({ ...spec, attempt: 2 });
      expect(second).toMatchObject({ jobId: spec.jobId, attempt: 2 });
      expect(second.id).not.toBe(first.id);
      await Promise.all([stage.executor.wait(first.id), stage.executor.wait(second.id)]);
    });

    test("says that a program does not exist, each time it is asked", async () => {
      const spec = stage.bench.spec(["/no/such/program"]);
      const refusal = { name: "LaunchError", reason: "command_not_found", errorClass: "permanent" };
      await expect(stage.executor.launch(spec)).rejects.toMatchObject(refusal);
      await expect(stage.executor.launch(spec)).rejects.toMatchObject(refusal);
      await expect(stage.executor.launch(stage.bench.spec(["no-such-program"]))).rejects.toMatchObject(
        refusal,
      );
    });

    test("says that a file is no program", async () => {
      const refusal = { name: "LaunchError", reason: "command_not_executable", errorClass: "permanent" };
      await expect(stage.executor.launch(stage.bench.spec(["/etc/passwd"]))).rejects.toMatchObject(refusal);
    });

    test("that failed leaves nothing behind", async () => {
      const spec = stage.bench.spec(["/no/such/program"]);
      await expect(stage.executor.launch(spec)).rejects.toThrow();
      expect(await stage.executor.find(spec)).toBeUndefined();
    });

    test.each<[string, Partial<LaunchSpec>]>([
      ["a NUL in the command", { command: ["echo", "a\0b"] }],
      ["a NUL in a variable", { environment: { SECRET: "hush\0" } }],
      ["a variable without a name", { environment: { "": "hush" } }],
      ["a job that is no UUID", { jobId: "../../etc" }],
      ["an installation that is a path", { installation: "../elsewhere" }],
      ["an attempt 0", { attempt: 0 }],
    ])("refuses %s, and keeps secrets to itself", async (_what, changes) => {
      const error = await stage.executor
        .launch({ ...stage.bench.shell("true"), ...changes })
        .catch((e: unknown) => e);
      expect(error).toMatchObject({ name: "LaunchError", reason: "invalid_spec", errorClass: "permanent" });
      expect(String(error)).not.toContain("hush");
    });

    test("is confirmed before it starts, and not started where that is refused", async () => {
      const spec = stage.bench.shell("echo ran");
      const lost = new Error("the attempt is another's");
      await expect(stage.executor.launch(spec, { confirm: () => Promise.reject(lost) })).rejects.toBe(lost);
      expect(["created", "gone"]).toContain((await stage.executor.find(spec))?.state.kind ?? "gone");

      const found: unknown[] = [];
      const confirm = async () => void found.push((await stage.executor.find(spec))?.state.kind);
      const { id } = await stage.executor.launch(spec, { confirm });
      await stage.executor.wait(id);
      await stage.executor.launch(spec, { confirm });
      expect(found).toEqual(["created"]);
      expect((await outputOf(stage.executor, id)).stdout.toString()).toBe("ran\n");
    });

    test("is given up when its signal is aborted", async () => {
      const spec = stage.bench.shell("true");
      const reason = new Error("cancelled");
      await expect(stage.executor.launch(spec, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });
  });
}
