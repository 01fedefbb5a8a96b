/** Output: whole, in order, as it comes. */
import { describe, expect, test } from "vitest";
import { chunksOf, outputOf, split } from "../bench.ts";
import type { ConformanceStage } from "./stage.ts";

export function output(stage: ConformanceStage): void {
  describe("output", () => {
    test("keeps stdout and stderr apart, each in order", async () => {
      const id = await stage.bench.start("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done");
      const { stdout, stderr } = await outputOf(stage.executor, id);
      expect(stdout.toString()).toBe("out 1\nout 2\nout 3\nout 4\nout 5\n");
      expect(stderr.toString()).toBe("err 1\nerr 2\nerr 3\nerr 4\nerr 5\n");
    });

    test("keeps the order between the streams where the command takes its time", async () => {
      const id = await stage.bench.start(
        "echo 1 >&2; sleep 0.2; echo 2; sleep 0.2; echo 3 >&2; sleep 0.2; echo 4",
      );
      const chunks = await chunksOf(stage.executor, id, { follow: true });
      expect(Buffer.concat(chunks.map(({ data }) => data)).toString()).toBe("1\n2\n3\n4\n");
    });

    test("is followed while the command runs", async () => {
      const id = await stage.bench.start("echo first; sleep 60");
      for await (const chunk of stage.executor.output(id, { follow: true })) {
        expect(Buffer.from(chunk.data).toString()).toBe("first\n");
        expect((await stage.executor.inspect(id)).kind).toBe("running");
        break;
      }
      await stage.executor.stop(id, { graceMs: 0 });
    });

    test("of 5 MB is complete", async () => {
      const filling = "x".repeat(45);
      const id = await stage.bench.start(`seq -w 1 100000 | sed "s/$/${filling}/"`);
      const { stdout } = await outputOf(stage.executor, id);
      const expected = Array.from(
        { length: 100_000 },
        (_, i) => `${String(i + 1).padStart(6, "0")}${filling}\n`,
      );
      expect(stdout.equals(Buffer.from(expected.join("")))).toBe(true);
    });

    test("is what was written, byte for byte", async () => {
      const bytes = "\\000\\001\\377\\376\\200\\303\\050\\033[31m\\r\\n";
      const id = await stage.bench.start(`printf '${bytes}'; printf '${bytes}' >&2`);
      const expected = Buffer.from("0001fffe80c3281b5b33316d0d0a", "hex");
      const { stdout, stderr } = await outputOf(stage.executor, id);
      expect(stdout).toEqual(expected);
      expect(stderr).toEqual(expected);
    });

    test("of lines without an end, and of one without a line break, is whole", async () => {
      const line = "yes é | head -n 30000 | tr -d '\\n'";
      const id = await stage.bench.start(`${line}; echo; ${line}; echo; echo short; printf end`);
      const long = "é".repeat(30_000);
      expect((await outputOf(stage.executor, id)).stdout.toString()).toBe(`${long}\n${long}\nshort\nend`);
    });

    test("in single bytes is whole", async () => {
      const id = await stage.bench.start(
        "i=0; while [ $i -lt 2000 ]; do printf x; printf y >&2; i=$((i+1)); done",
      );
      const { stdout, stderr } = await outputOf(stage.executor, id);
      expect(stdout.toString()).toBe("x".repeat(2000));
      expect(stderr.toString()).toBe("y".repeat(2000));
    });

    test("goes on after any cursor: nothing lost and nothing doubled", async () => {
      const id = await stage.bench.start(
        `i=0; while [ $i -lt 12 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done;
         yes long | head -n 10000 | tr -d '\\n'; echo; sleep 0.1; echo last >&2; printf end`,
      );
      const chunks = await chunksOf(stage.executor, id, { follow: true });
      const whole = split(chunks);
      expect(chunks.length).toBeGreaterThan(1);
      for (const [index, { cursor }] of chunks.entries()) {
        expect(cursor.length).toBeLessThanOrEqual(255);
        const before = split(chunks.slice(0, index + 1));
        const after = split(await chunksOf(stage.executor, id, { after: cursor, follow: index % 2 === 0 }));
        expect(Buffer.concat([before.stdout, after.stdout])).toEqual(whole.stdout);
        expect(Buffer.concat([before.stderr, after.stderr])).toEqual(whole.stderr);
      }
    });

    test("of a running command, without following, ends", async () => {
      const id = await stage.bench.start("echo so far; sleep 60");
      for await (const _ of stage.executor.output(id, { follow: true })) break;
      expect(split(await chunksOf(stage.executor, id)).stdout.toString()).toBe("so far\n");
      await stage.executor.stop(id, { graceMs: 0 });
    });

    test("ends without an error when aborted", async () => {
      const id = await stage.bench.start("echo begun; sleep 60");
      const abort = new AbortController();
      for await (const _ of stage.executor.output(id, { follow: true, signal: abort.signal })) abort.abort();
      expect(await chunksOf(stage.executor, id, { signal: AbortSignal.abort() })).toEqual([]);
      await stage.executor.stop(id, { graceMs: 0 });
    });
  });
}
