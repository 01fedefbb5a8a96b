/** Waiting for a container, and reading its output, over a connection that fails in every way. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDockerExecutor } from "../../../src/executors/docker/index.ts";
import type { Executor } from "../../../src/executors/executor.ts";
import { dockerEngine } from "../../support/docker.ts";
import { type Bench, chunksOf, createBench, outputOf, split } from "../bench.ts";
import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";

let proxy: FaultyProxy;
/** Sees the engine through the proxy. */
let executor: Executor;
let direct: Executor;
let bench: Bench;
const installation = `watch-${randomUUID()}`;

beforeAll(async () => {
  const { url, image } = await dockerEngine();
  direct = createDockerExecutor({ connection: url });
  bench = createBench(direct, image, installation);
});

beforeEach(async () => {
  proxy = await startFaultyProxy((await dockerEngine()).socket);
  executor = createDockerExecutor({ connection: proxy.url });
});

afterEach(async () => {
  await executor.close();
  await proxy.close();
});

afterAll(async () => {
  for (const { id } of await direct.list(installation)) {
    await direct.stop(id, { graceMs: 0 });
    await direct.remove(id);
  }
  await direct.close();
});

describe("wait", () => {
  test.each<[string, (pattern: RegExp) => void]>([
    ["is lost", (pattern) => proxy.loseAnswer(pattern)],
    ["never comes", (pattern) => proxy.silence(pattern)],
    ["is cut off after the headers", (pattern) => proxy.cut(pattern, 0)],
  ])("sees the end where the engine's answer %s", async (_what, break_) => {
    const id = await bench.start("sleep 0.5; exit 3");
    break_(/\/wait/);
    expect(await executor.wait(id)).toMatchObject({ kind: "exited", exitCode: 3 });
  });

  test("hears that memory ran out where the engine has not noted it of the container", async () => {
    const id = await bench.start("head -c 100000000 /dev/zero | tail", { memoryMb: 16 });
    proxy.rewrite(/\/json$/, (text) => text.replace('"OOMKilled":true', '"OOMKilled":false'));
    expect(await executor.wait(id)).toMatchObject({
      ...{ kind: "exited", exitCode: 137, outOfMemory: true },
      usage: { peakMemoryBytes: 16 * 1024 * 1024 },
    });
    const other = await bench.start("kill -KILL $$");
    expect(await executor.wait(other)).toMatchObject({ exitCode: 137, outOfMemory: false });
  });

  test("sees the end where it came while the engine could not be reached", async () => {
    const id = await bench.start("sleep 0.5; exit 3");
    const waiting = executor.wait(id);
    await proxy.down();
    await direct.wait(id);
    await proxy.up();
    expect(await waiting).toMatchObject({ kind: "exited", exitCode: 3 });
  });

  test("can be given up while the engine cannot be reached", async () => {
    const id = await bench.start("sleep 60");
    const abort = new AbortController();
    await proxy.down();
    const waiting = executor.wait(id, { signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await proxy.up();
    await direct.stop(id, { graceMs: 0 });
  });
});

describe("output", () => {
  const script = "for i in $(seq 1 60); do echo out $i; echo err $i >&2; sleep 0.05; done";
  const expected = (stream: string) =>
    Array.from({ length: 60 }, (_, index) => `${stream} ${index + 1}\n`).join("");

  test("is whole where every connection that follows it is cut", async () => {
    const id = await bench.start(script);
    proxy.cut(/\/logs\?.*follow=true/, 1500);
    const { stdout, stderr } = await outputOf(executor, id);
    expect(stdout.toString()).toBe(expected("out"));
    expect(stderr.toString()).toBe(expected("err"));
    expect(proxy.requests.filter((line) => line.includes("/logs?")).length).toBeGreaterThan(2);
  });

  test("is whole where the connection that follows it is dead without a word", async () => {
    const id = await bench.start(script);
    proxy.silence(/\/logs\?.*follow=true/);
    const { stdout, stderr } = await outputOf(executor, id);
    expect(stdout.toString()).toBe(expected("out"));
    expect(stderr.toString()).toBe(expected("err"));
  });

  test("is whole where the engine cannot be reached for a while", async () => {
    const id = await bench.start(script);
    const chunks = [];
    for await (const chunk of executor.output(id, { follow: true })) {
      if (chunks.push(chunk) !== 3) continue;
      await proxy.down();
      await direct.wait(id);
      await proxy.up();
    }
    expect(split(chunks).stdout.toString()).toBe(expected("out"));
    expect(split(chunks).stderr.toString()).toBe(expected("err"));
  });

  test("without following says where the engine cannot be reached", async () => {
    const id = await bench.start("echo out");
    await proxy.down();
    await expect(chunksOf(executor, id)).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    await proxy.up();
  });

  test("waits for a reader that is slow, and does not fill the memory", async () => {
    const id = await bench.start("head -c 60000000 /dev/zero | tr '\\\\0' x | fold -w 1000");
    await direct.wait(id);
    const before = process.memoryUsage.rss();
    let bytes = 0;
    for await (const { data } of executor.output(id)) {
      bytes += data.length;
      if (bytes < 5_000_000) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(bytes).toBe(60_060_000 - 1); // With a line break between the lines.
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });
});
