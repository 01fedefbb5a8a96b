import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openConnection } from "../../../src/executors/docker/connection.ts";
import { createEngine, type Engine } from "../../../src/executors/docker/engine.ts";
import { createDockerExecutor } from "../../../src/executors/docker/index.ts";
import type { Executor, LaunchSpec } from "../../../src/executors/executor.ts";
import { dockerEngine } from "../../support/docker.ts";
import { type Bench, createBench, outputOf } from "../bench.ts";
import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";
import { type Registry, startRegistry } from "./registry.ts";

const installation = `images-${randomUUID()}`;
let engine: Engine;
let proxy: FaultyProxy;
let registry: Registry;
let bench: Bench;
let missing: Executor;
let always: Executor;
let never: Executor;

beforeAll(async () => {
  const { url, socket, image } = await dockerEngine();
  engine = createEngine(openConnection(url));
  proxy = await startFaultyProxy(socket);
  missing = createDockerExecutor({ connection: proxy.url, pull: "missing" });
  always = createDockerExecutor({ connection: proxy.url, pull: "always" });
  never = createDockerExecutor({ connection: proxy.url, pull: "never" });
  bench = createBench(missing, image, installation);
  registry = await startRegistry(engine, image);
});

afterEach(async () => {
  for (const { id } of await missing.list(installation)) {
    await missing.stop(id, { graceMs: 0 });
    await missing.remove(id);
  }
  await forget();
  proxy.requests.length = 0;
});

afterAll(async () => {
  await registry.close();
  for (const executor of [missing, always, never]) await executor.close();
  await proxy.close();
  await engine.close();
});

const hello = (changes?: Partial<LaunchSpec>) =>
  bench.shell("echo hello", { image: `${registry.address}/hello`, ...changes });

const pulls = () => proxy.requests.filter((line) => line.includes("/images/create")).length;

async function forget(): Promise<void> {
  await engine.call("DELETE", `/images/${registry.address}/hello:latest`).catch(() => {});
}

describe("an image that is not there", () => {
  test("is pulled once for all who want it, and run", async () => {
    const specs = [hello(), hello(), hello()];
    const executions = await Promise.all(specs.map((spec) => missing.launch(spec)));
    for (const { id } of executions) {
      expect((await outputOf(missing, id)).stdout.toString()).toBe("hello\n");
    }
    const reference = `${registry.address}/hello`;
    const image = await engine.call<{ RepoDigests: string[] }>("GET", `/images/${reference}:latest/json`);
    expect(executions.map(({ imageDigest }) => `${reference}@${imageDigest}`)).toEqual(
      executions.map(() => image.RepoDigests[0]),
    );
    expect(pulls()).toBe(1);
    await missing.launch(hello());
    expect(pulls()).toBe(1);
  });

  test("is not pulled where the policy is never", async () => {
    const refusal = { name: "LaunchError", reason: "image_not_found", errorClass: "permanent" };
    await expect(never.launch(hello())).rejects.toMatchObject(refusal);
    expect(pulls()).toBe(0);
  });

  test.each([
    ["none", "image_not_found", "permanent"],
    ["private", "image_denied", "permanent"],
    ["busy", "image_rate_limited", "transient"],
    ["broken", "registry_unreachable", "transient"],
  ])("and cannot be had, as %s, fails with %s", async (name, reason, errorClass) => {
    const spec = hello({ image: `${registry.address}/${name}:1.0` });
    await expect(missing.launch(spec)).rejects.toMatchObject({ reason, errorClass });
    expect(await missing.find(spec)).toBeUndefined();
  });

  test("whose registry does not answer fails as transient", async () => {
    const spec = hello({ image: "127.0.0.1:1/hello" });
    const refusal = { reason: "registry_unreachable", errorClass: "transient" };
    await expect(missing.launch(spec)).rejects.toMatchObject(refusal);
  });

  test("is waited for so long and no longer", async () => {
    const hasty = createDockerExecutor({ connection: proxy.url, pullTimeoutMs: 300 });
    const spec = hello({ image: `${registry.address}/slow` });
    await expect(hasty.launch(spec)).rejects.toMatchObject({
      reason: "pull_timeout",
      errorClass: "transient",
    });
    await hasty.close();
  });

  test("does not keep one who gives up, nor does that one keep others from it", async () => {
    const abort = new AbortController();
    const spec = hello({ image: `${registry.address}/slow:2` });
    const cancelled = missing.launch(spec, { signal: abort.signal });
    await expect.poll(pulls).toBe(1);
    abort.abort(new Error("cancelled"));
    await expect(cancelled).rejects.toThrow("cancelled");
  });
});

test("an image is pulled before each launch where the policy is always, but not for one to adopt", async () => {
  const spec = hello();
  await always.launch(spec);
  await always.launch(hello());
  expect(pulls()).toBe(2);
  await always.launch(spec);
  expect(pulls()).toBe(2);
});
