/** What executor.ts promises, as tests that every executor is held to. */
import { randomUUID } from "node:crypto";
import { cpus } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Executor, LaunchSpec } from "../../src/executors/executor.ts";
import { type Bench, chunksOf, createBench, outputOf, split } from "./bench.ts";

export interface ConformanceSubject {
  /** A new executor over the same state each time, as a worker that has just come up would make it. */
  create(): Executor;
  /** An image with busybox's programs; empty where there are no images. */
  readonly image: string;
  /** Whether limits of memory and processor time hold here. */
  readonly limits: boolean;
  close(): Promise<void>;
}

export function executorConformance(
  name: string,
  open: () => Promise<ConformanceSubject>,
  more?: (bench: () => Bench, subject: () => ConformanceSubject) => void,
): void {
  describe(`the ${name} executor`, () => {
    const installation = `test-${randomUUID()}`;
    let subject: ConformanceSubject;
    let bench: Bench;
    let executor: Executor;

    beforeAll(async () => {
      subject = await open();
      executor = subject.create();
      bench = createBench(executor, subject.image, installation);
    });

    afterAll(async () => {
      for (const { id } of await executor.list(installation)) {
        await executor.stop(id, { graceMs: 0 });
        await executor.remove(id);
      }
      await executor.close();
      await subject.close();
    });

    const start = (script: string, changes?: Partial<LaunchSpec>) => bench.start(script, changes);

    test("can run jobs", () => executor.check());

    describe("exit codes", () => {
      test.each([
        ["true", 0],
        ["exit 7", 7],
        ["kill -KILL $$", 137],
        ["kill -TERM $$", 143],
      ])("of %s", async (script, exitCode) => {
        const before = Date.now();
        const id = await start(script);
        const state = await executor.wait(id);
        expect(state).toMatchObject({ kind: "exited", exitCode, outOfMemory: false });
        expect(await executor.inspect(id)).toEqual(state);
        if (state.kind !== "exited") return;
        // The engine's clock may be another than ours, by a little.
        expect(state.startedAt.getTime()).toBeGreaterThan(before - 5_000);
        expect(state.finishedAt.getTime()).toBeGreaterThanOrEqual(state.startedAt.getTime());
        expect(state.finishedAt.getTime()).toBeLessThan(Date.now() + 5_000);
      });
    });

    describe("launch", () => {
      test("twice, one after the other and at once, runs the command once", async () => {
        const spec = bench.shell("echo ran; sleep 1");
        const other = subject.create();
        const first = await Promise.all([executor.launch(spec), other.launch(spec), executor.launch(spec)]);
        await executor.wait((first[0] as (typeof first)[0]).id);
        const again = await other.launch(spec);
        await other.close();

        expect(again.state.kind).toBe("exited");
        expect(new Set([...first, again].map(({ id }) => id)).size).toBe(1);
        expect((await outputOf(executor, again.id)).stdout.toString()).toBe("ran\n");
      });

      test("gives each attempt of a job an execution of its own", async () => {
        const spec = bench.shell("exit 0");
        const first = await executor.launch(spec);
        const second = await executor.launch({ ...spec, attempt: 2 });
        expect(second).toMatchObject({ jobId: spec.jobId, attempt: 2 });
        expect(second.id).not.toBe(first.id);
        await Promise.all([executor.wait(first.id), executor.wait(second.id)]);
      });

      test("says that a program does not exist, each time it is asked", async () => {
        const spec = bench.spec(["/no/such/program"]);
        const refusal = { name: "LaunchError", reason: "command_not_found", errorClass: "permanent" };
        await expect(executor.launch(spec)).rejects.toMatchObject(refusal);
        await expect(executor.launch(spec)).rejects.toMatchObject(refusal);
        await expect(executor.launch(bench.spec(["no-such-program"]))).rejects.toMatchObject(refusal);
      });

      test("says that a file is no program", async () => {
        const refusal = { name: "LaunchError", reason: "command_not_executable", errorClass: "permanent" };
        await expect(executor.launch(bench.spec(["/etc/passwd"]))).rejects.toMatchObject(refusal);
      });

      test("that failed leaves nothing behind", async () => {
        const spec = bench.spec(["/no/such/program"]);
        await expect(executor.launch(spec)).rejects.toThrow();
        expect(await executor.find(spec)).toBeUndefined();
      });

      test.each<[string, Partial<LaunchSpec>]>([
        ["a NUL in the command", { command: ["echo", "a\0b"] }],
        ["a NUL in a variable", { environment: { SECRET: "hush\0" } }],
        ["a variable without a name", { environment: { "": "hush" } }],
        ["a job that is no UUID", { jobId: "../../etc" }],
        ["an installation that is a path", { installation: "../elsewhere" }],
        ["an attempt 0", { attempt: 0 }],
      ])("refuses %s, and keeps secrets to itself", async (_what, changes) => {
        const error = await executor.launch({ ...bench.shell("true"), ...changes }).catch((e: unknown) => e);
        expect(error).toMatchObject({ name: "LaunchError", reason: "invalid_spec", errorClass: "permanent" });
        expect(String(error)).not.toContain("hush");
      });

      test("is confirmed before it starts, and not started where that is refused", async () => {
        const spec = bench.shell("echo ran");
        const lost = new Error("the attempt is another's");
        await expect(executor.launch(spec, { confirm: () => Promise.reject(lost) })).rejects.toBe(lost);
        expect(["created", "gone"]).toContain((await executor.find(spec))?.state.kind ?? "gone");

        const found: unknown[] = [];
        const confirm = async () => void found.push((await executor.find(spec))?.state.kind);
        const { id } = await executor.launch(spec, { confirm });
        await executor.wait(id);
        await executor.launch(spec, { confirm });
        expect(found).toEqual(["created"]);
        expect((await outputOf(executor, id)).stdout.toString()).toBe("ran\n");
      });

      test("is given up when its signal is aborted", async () => {
        const spec = bench.shell("true");
        const reason = new Error("cancelled");
        await expect(executor.launch(spec, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      });
    });

    describe("the command", () => {
      test("has the job's environment, and nothing of the worker's", async () => {
        process.env.LONGSHORE_TEST_SECRET = "the worker's own";
        const id = await start("env", { environment: { GREETING: 'two words, "quotes" and $(no shell)' } });
        delete process.env.LONGSHORE_TEST_SECRET;
        const { stdout } = await outputOf(executor, id);
        expect(stdout.toString()).toContain('GREETING=two words, "quotes" and $(no shell)\n');
        expect(stdout.toString()).not.toContain("the worker's own");
      });

      test("is found by the job's own PATH", async () => {
        const id = await start("echo $PATH", { environment: { PATH: "/bin:/usr/bin:/of/the/job" } });
        expect((await outputOf(executor, id)).stdout.toString()).toBe("/bin:/usr/bin:/of/the/job\n");
      });

      test("starts in the job's working directory", async () => {
        const id = await start("pwd", { workingDirectory: "/tmp" });
        expect((await outputOf(executor, id)).stdout.toString()).toBe("/tmp\n");
      });

      test("gets its arguments as they are", async () => {
        const args = ["", " ", "a b", "$HOME", "'", '"', "\\", "*", "ünï\n"];
        const spec = bench.spec(["printf", "<%s>", ...args]);
        const { id } = await executor.launch(spec);
        expect((await outputOf(executor, id)).stdout.toString()).toBe(args.map((arg) => `<${arg}>`).join(""));
      });

      test("reads an empty standard input", async () => {
        const id = await start("cat; echo read");
        expect((await outputOf(executor, id)).stdout.toString()).toBe("read\n");
      });
    });

    describe("output", () => {
      test("keeps stdout and stderr apart, each in order", async () => {
        const id = await start("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done");
        const { stdout, stderr } = await outputOf(executor, id);
        expect(stdout.toString()).toBe("out 1\nout 2\nout 3\nout 4\nout 5\n");
        expect(stderr.toString()).toBe("err 1\nerr 2\nerr 3\nerr 4\nerr 5\n");
      });

      test("keeps the order between the streams where the command takes its time", async () => {
        const id = await start("echo 1 >&2; sleep 0.2; echo 2; sleep 0.2; echo 3 >&2; sleep 0.2; echo 4");
        const chunks = await chunksOf(executor, id, { follow: true });
        expect(Buffer.concat(chunks.map(({ data }) => data)).toString()).toBe("1\n2\n3\n4\n");
      });

      test("is followed while the command runs", async () => {
        const id = await start("echo first; sleep 60");
        for await (const chunk of executor.output(id, { follow: true })) {
          expect(Buffer.from(chunk.data).toString()).toBe("first\n");
          expect((await executor.inspect(id)).kind).toBe("running");
          break;
        }
        await executor.stop(id, { graceMs: 0 });
      });

      test("of 5 MB is complete", async () => {
        const filling = "x".repeat(45);
        const id = await start(`seq -w 1 100000 | sed "s/$/${filling}/"`);
        const { stdout } = await outputOf(executor, id);
        const expected = Array.from(
          { length: 100_000 },
          (_, i) => `${String(i + 1).padStart(6, "0")}${filling}\n`,
        );
        expect(stdout.equals(Buffer.from(expected.join("")))).toBe(true);
      });

      test("is what was written, byte for byte", async () => {
        const bytes = "\\000\\001\\377\\376\\200\\303\\050\\033[31m\\r\\n";
        const id = await start(`printf '${bytes}'; printf '${bytes}' >&2`);
        const expected = Buffer.from("0001fffe80c3281b5b33316d0d0a", "hex");
        const { stdout, stderr } = await outputOf(executor, id);
        expect(stdout).toEqual(expected);
        expect(stderr).toEqual(expected);
      });

      test("of lines without an end, and of one without a line break, is whole", async () => {
        const line = "yes é | head -n 30000 | tr -d '\\n'";
        const id = await start(`${line}; echo; ${line}; echo; echo short; printf end`);
        const long = "é".repeat(30_000);
        expect((await outputOf(executor, id)).stdout.toString()).toBe(`${long}\n${long}\nshort\nend`);
      });

      test("in single bytes is whole", async () => {
        const id = await start("i=0; while [ $i -lt 2000 ]; do printf x; printf y >&2; i=$((i+1)); done");
        const { stdout, stderr } = await outputOf(executor, id);
        expect(stdout.toString()).toBe("x".repeat(2000));
        expect(stderr.toString()).toBe("y".repeat(2000));
      });

      test("goes on after any cursor: nothing lost and nothing doubled", async () => {
        const id = await start(
          `i=0; while [ $i -lt 12 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done;
           yes long | head -n 10000 | tr -d '\\n'; echo; sleep 0.1; echo last >&2; printf end`,
        );
        const chunks = await chunksOf(executor, id, { follow: true });
        const whole = split(chunks);
        expect(chunks.length).toBeGreaterThan(1);
        for (const [index, { cursor }] of chunks.entries()) {
          expect(cursor.length).toBeLessThanOrEqual(255);
          const before = split(chunks.slice(0, index + 1));
          const after = split(await chunksOf(executor, id, { after: cursor, follow: index % 2 === 0 }));
          expect(Buffer.concat([before.stdout, after.stdout])).toEqual(whole.stdout);
          expect(Buffer.concat([before.stderr, after.stderr])).toEqual(whole.stderr);
        }
      });

      test("of a running command, without following, ends", async () => {
        const id = await start("echo so far; sleep 60");
        for await (const _ of executor.output(id, { follow: true })) break;
        expect(split(await chunksOf(executor, id)).stdout.toString()).toBe("so far\n");
        await executor.stop(id, { graceMs: 0 });
      });

      test("ends without an error when aborted", async () => {
        const id = await start("echo begun; sleep 60");
        const abort = new AbortController();
        for await (const _ of executor.output(id, { follow: true, signal: abort.signal })) abort.abort();
        expect(await chunksOf(executor, id, { signal: AbortSignal.abort() })).toEqual([]);
        await executor.stop(id, { graceMs: 0 });
      });
    });

    describe("wait", () => {
      test("rejects with the signal's reason", async () => {
        const id = await start("sleep 60");
        const abort = new AbortController();
        const waiting = executor.wait(id, { signal: abort.signal });
        abort.abort(new Error("enough"));
        await expect(waiting).rejects.toThrow("enough");
        expect((await executor.inspect(id)).kind).toBe("running");
        await executor.stop(id, { graceMs: 0 });
      });

      test("knows many waiters", async () => {
        const id = await start("sleep 0.3; exit 4");
        const states = await Promise.all([executor.wait(id), executor.wait(id), executor.wait(id)]);
        for (const state of states) expect(state).toMatchObject({ kind: "exited", exitCode: 4 });
      });
    });

    describe("stop", () => {
      test("lets a command that obeys TERM end in its own way", async () => {
        const id = await start('trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.05; done');
        for await (const _ of executor.output(id, { follow: true })) break;
        const before = performance.now();
        await executor.stop(id, { graceMs: 20_000 });
        expect(performance.now() - before).toBeLessThan(5_000);
        expect(await executor.inspect(id)).toMatchObject({ kind: "exited", exitCode: 3 });
        expect((await outputOf(executor, id)).stdout.toString()).toBe("ready\nbye\n");
      });

      test("kills a command that does not, after the grace", async () => {
        const id = await start('trap "" TERM; echo ready; while :; do sleep 0.05; done');
        for await (const _ of executor.output(id, { follow: true })) break;
        const before = performance.now();
        await executor.stop(id, { graceMs: 700 });
        expect(performance.now() - before).toBeGreaterThanOrEqual(690);
        expect(performance.now() - before).toBeLessThan(5_000);
        expect(await executor.inspect(id)).toMatchObject({ kind: "exited", exitCode: 137 });
      });

      test("does nothing to one that has ended, or is gone", async () => {
        const id = await start("exit 5");
        await executor.wait(id);
        await executor.stop(id, { graceMs: 60_000 });
        expect(await executor.inspect(id)).toMatchObject({ exitCode: 5 });
        await executor.remove(id);
        await executor.stop(id, { graceMs: 60_000 });
      });
    });

    describe("usage", () => {
      const held = 30_000_000;

      test("is told while the command runs: the most memory at once, and cores", async () => {
        // One of two keeps memory, since nobody reads what it writes; the other keeps a core busy.
        const id = await start(`head -c ${held} /dev/zero | tail | sleep 60 & while :; do :; done`);
        await expect
          .poll(async () => (await executor.usage(id)).peakMemoryBytes, { timeout: 15_000 })
          .toBeGreaterThan(held);
        const { averageCpuCores } = await executor.usage(id);
        expect(averageCpuCores).toBeGreaterThan(0.01);
        expect(averageCpuCores).toBeLessThan(cpus().length + 1);
        await executor.stop(id, { graceMs: 0 });
        await executor.wait(id);
        await executor.usage(id);
      });

      test("of one that is gone is unknown", async () => {
        const id = await start("true");
        await executor.wait(id);
        await executor.remove(id);
        expect(await executor.usage(id)).toEqual({ peakMemoryBytes: null, averageCpuCores: null });
      });
    });

    describe("limits", () => {
      test("of memory: the command is ended, which is told apart from any other end", async ({ skip }) => {
        skip(!subject.limits, "no limits can be set here");
        const id = await start("head -c 100000000 /dev/zero | tail", { memoryMb: 16 });
        expect(await executor.wait(id)).toMatchObject({
          ...{ kind: "exited", exitCode: 137, outOfMemory: true },
          usage: { peakMemoryBytes: 16 * 1024 * 1024 },
        });
        const within = await start("head -c 1000000 /dev/zero | tail | wc -c", { memoryMb: 16 });
        expect(await executor.wait(within)).toMatchObject({ exitCode: 0, outOfMemory: false });
      });

      test("of processor time", async ({ skip }) => {
        skip(!subject.limits, "no limits can be set here");
        const id = await start("while :; do :; done", { cpus: 0.1 });
        const cores = async () => (await executor.usage(id)).averageCpuCores ?? Number.POSITIVE_INFINITY;
        // At first it may use up what it is given for a moment.
        await expect.poll(cores, { timeout: 15_000 }).toBeLessThan(0.25);
        await executor.stop(id, { graceMs: 0 });
      });
    });

    describe("find, list and remove", () => {
      test("find an attempt that was made, and no other", async () => {
        const spec = bench.shell("exit 6");
        expect(await executor.find(spec)).toBeUndefined();
        const { id } = await executor.launch(spec);
        await executor.wait(id);
        expect(await executor.find(spec)).toMatchObject({
          id,
          jobId: spec.jobId,
          attempt: 1,
          state: { kind: "exited", exitCode: 6 },
        });
        expect(await executor.find({ ...spec, attempt: 2 })).toBeUndefined();
        expect(await executor.find({ ...spec, installation: "another" })).toBeUndefined();
      });

      test("list what belongs to the installation, in any state", async () => {
        const own = { installation: `list-${randomUUID()}` };
        expect(await executor.list(own.installation)).toEqual([]);
        const ended = await start("exit 1", own);
        const running = await start("sleep 60", own);
        await executor.wait(ended);
        const listed = await executor.list(own.installation);
        expect(new Map(listed.map(({ id, state }) => [id, state.kind]))).toEqual(
          new Map([
            [ended, "exited"],
            [running, "running"],
          ]),
        );
        await executor.stop(running, { graceMs: 0 });
        await Promise.all([executor.remove(ended), executor.remove(running)]);
        expect(await executor.list(own.installation)).toEqual([]);
      });

      test("remove an ended execution, so that it is gone", async () => {
        const id = await start("echo out");
        await executor.wait(id);
        await Promise.all([executor.remove(id), executor.remove(id)]);
        await executor.remove(id);
        expect(await executor.inspect(id)).toEqual({ kind: "gone" });
        expect(await executor.wait(id)).toEqual({ kind: "gone" });
        expect(await chunksOf(executor, id, { follow: true })).toEqual([]);
      });

      test("leave a running one alone", async () => {
        const id = await start("sleep 60");
        await expect(executor.remove(id)).rejects.toMatchObject({ code: "EXECUTION_RUNNING" });
        expect((await executor.inspect(id)).kind).toBe("running");
        await executor.stop(id, { graceMs: 0 });
      });
    });

    test("another executor goes on where the one that launched it stopped", async () => {
      const first = subject.create();
      const spec = bench.shell('trap "echo two; exit 9" TERM; echo one; while :; do sleep 0.05; done');
      const { id } = await first.launch(spec);
      let cursor: string | undefined;
      for await (const chunk of first.output(id, { follow: true })) {
        cursor = chunk.cursor;
        break;
      }
      await first.close();

      const second = subject.create();
      expect(await second.find(spec)).toMatchObject({ id, state: { kind: "running" } });
      await second.stop(id, { graceMs: 20_000 });
      expect(await second.wait(id)).toMatchObject({ kind: "exited", exitCode: 9 });
      const rest = split(await chunksOf(second, id, cursor === undefined ? {} : { after: cursor }));
      expect(rest.stdout.toString()).toBe("two\n");
      await second.close();
    });

    more?.(
      () => bench,
      () => subject,
    );
  });
}
