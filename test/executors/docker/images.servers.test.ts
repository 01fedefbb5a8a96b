import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openConnection } from "../../../src/executors/docker/connection.ts";
import { createEngine, type Engine } from "../../../src/executors/docker/engine.ts";
import { createImages } from "../../../src/executors/docker/images.ts";
import { createDockerExecutor } from "../../../src/executors/docker/index.ts";
import type { Executor, LaunchSpec } from "../../../src/executors/executor.ts";
import { dockerEngine } from "../../support/docker.ts";
import { makeFolder, removeFolder } from "../../support/folder.ts";
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
  registry = await startRegistry(engine, image, "me:hush-hush");
});

afterEach(async () => {
  for (const { id } of await missing.list(installation)) {
    await missing.stop(id, { graceMs: 0 });
    await missing.remove(id);
  }
  for (const name of ["address/hello", "address/private", "basicAddress/private"]) await forget(name);
  proxy.requests.length = 0;
  vi.unstubAllEnvs();
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

async function forget(name: string): Promise<void> {
  const image = name.replace(/^\w+/, (address) => registry[address as "address" | "basicAddress"]);
  await engine.call("DELETE", `/images/${image}:latest`).catch(() => {});
}

describe("an image that is not there", () => {
  test("is pulled once for all who want it, and run", async () => {
    const specs = [hello(), hello(), hello()];
    const executions = await Promise.all(specs.map((spec) => missing.launch(spec)));
    for (const { id } of executions) {
      expect((await outputOf(missing, id)).stdout.toString()).toBe("hello\n");
    }
    expect(executions.map(({ imageDigest }) => imageDigest)).toEqual(executions.map(() => registry.digest));
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

  test("is pulled on for others where one gives up", async () => {
    const viaProxy = createEngine(openConnection(proxy.url));
    const images = createImages(viaProxy, "missing", 60_000);
    const [first, second] = [new AbortController(), new AbortController()];
    const reference = `${registry.address}/slow:2`;
    const pulled = [first, second].map(({ signal }) => images.pull(reference, { signal }));
    first.abort(new Error("cancelled"));
    await expect(pulled[0]).rejects.toThrow("cancelled");
    await expect.poll(pulls).toBe(1);
    const third = images.pull(reference);
    second.abort(new Error("cancelled"));
    await expect(pulled[1]).rejects.toThrow("cancelled");
    expect(pulls()).toBe(1);
    images.close();
    await expect(third).rejects.toMatchObject({ reason: "engine_unreachable" });
    await viaProxy.close();
  });

  test("is given up when nobody waits for it any more, and begun anew for the next", async () => {
    const image = `${registry.address}/slow:3`;
    for (const count of [1, 2]) {
      const abort = new AbortController();
      const told = Promise.withResolvers<string>();
      const launching = missing.launch(hello({ image }), { signal: abort.signal, onProgress: told.resolve });
      expect(await told.promise).toMatch(/^pulling 127\.0\.0\.1:\d+\/slow:3: \d\.\d of 9\.5 MB$/);
      expect(pulls()).toBe(count);
      abort.abort(new Error("cancelled"));
      await expect(launching).rejects.toThrow("cancelled");
    }
  });
});

describe("an image for those who have logged in", () => {
  const folder = makeFolder();
  afterAll(() => removeFolder(folder));

  /** What `docker login` leaves behind. */
  const logIn = (login: string) => {
    vi.stubEnv("DOCKER_CONFIG", folder);
    const auth = Buffer.from(login).toString("base64");
    const auths = Object.fromEntries(
      [registry.address, registry.basicAddress].map((address) => [address, { auth }]),
    );
    writeFileSync(path.join(folder, "config.json"), JSON.stringify({ auths }));
  };

  describe.each(["address", "basicAddress"] as const)("at a registry's %s", (address) => {
    const wanted = () => hello({ image: `${registry[address]}/private` });

    test("is pulled with the right credentials, which nobody sees", async () => {
      logIn("me:hush-hush");
      const { id, imageDigest } = await missing.launch(wanted());
      expect((await outputOf(missing, id)).stdout.toString()).toBe("hello\n");
      expect(imageDigest).toBe(registry.digest);
      expect(proxy.requests.join("\n")).not.toContain("hush");
      const container = JSON.stringify(await engine.call("GET", `/containers/${id}/json`));
      expect(container).not.toMatch(/hush|aHVzaC/);
    });

    test("is denied with wrong ones, for good, and without", async () => {
      const refusal = { reason: "image_denied", errorClass: "permanent" };
      logIn("me:guess-guess");
      const error = await missing.launch(wanted()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(refusal);
      expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/guess|Z3Vlc3/);
      vi.stubEnv("DOCKER_CONFIG", path.join(folder, "nothing"));
      await expect(missing.launch(wanted())).rejects.toMatchObject(refusal);
    });
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
