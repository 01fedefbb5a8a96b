/** The launch protocol where something is lost or somebody is slow: in the end, one container, started once. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openConnection } from "../../../src/executors/docker/connection.ts";
import { containerName, createBody } from "../../../src/executors/docker/container.ts";
import { createEngine, type Engine } from "../../../src/executors/docker/engine.ts";
import type { ContainerInspect } from "../../../src/executors/docker/engine-types.ts";
import { createDockerExecutor } from "../../../src/executors/docker/index.ts";
import { labels } from "../../../src/executors/docker/labels.ts";
import type { Executor, LaunchSpec } from "../../../src/executors/executor.ts";
import { dockerEngine } from "../../support/docker.ts";
import { type Bench, createBench, outputOf } from "../bench.ts";
import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";

const installation = `launch-${randomUUID()}`;
let engine: Engine;
let url: string;
let proxy: FaultyProxy;
/** Sees the engine through the proxy. */
let executor: Executor;
/** Another worker's, which sees it directly. */
let other: Executor;
let bench: Bench;

beforeAll(async () => {
  const server = await dockerEngine();
  url = server.url;
  engine = createEngine(openConnection(url));
  other = createDockerExecutor({ connection: url });
  bench = createBench(other, server.image, installation);
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
  for (const { id } of await other.list(installation)) {
    await other.stop(id, { graceMs: 0 });
    await other.remove(id);
  }
  await other.close();
  await engine.close();
});

/** How often the engine started a container of the job: what a side effect outside would count. */
async function startsOf({ jobId }: LaunchSpec): Promise<number> {
  const filters = JSON.stringify({ label: [`${labels.job}=${jobId}`], event: ["start"] });
  const query = { since: 1, until: Math.ceil(Date.now() / 1000), filters };
  let text = "";
  for await (const chunk of engine.stream("GET", "/events", { query })) text += chunk;
  return text.split("\n").filter((line) => line !== "").length;
}

async function expectOneRun(spec: LaunchSpec, id: string): Promise<void> {
  expect(await other.wait(id)).toMatchObject({ kind: "exited", exitCode: 0 });
  expect((await outputOf(other, id)).stdout.toString()).toBe("ran\n");
  expect(await startsOf(spec)).toBe(1);
  expect((await other.list(installation)).filter(({ jobId }) => jobId === spec.jobId)).toHaveLength(1);
}

/** A container that another worker made and did not start. */
async function leaveCreated(spec: LaunchSpec): Promise<string> {
  const query = { name: containerName(spec) };
  const { Id } = await engine.call<{ Id: string }>("POST", "/containers/create", {
    query,
    body: createBody(spec),
  });
  return Id;
}

test("is started once by many launchers at once", async () => {
  const spec = bench.shell("echo ran");
  const executions = await Promise.all([executor, other, executor, other].map((each) => each.launch(spec)));
  expect(new Set(executions.map(({ id }) => id)).size).toBe(1);
  await expectOneRun(spec, executions[0]?.id ?? "");
});

describe("when the answer is lost", () => {
  test("to the create, the container is found and started", async () => {
    const spec = bench.shell("echo ran");
    proxy.loseAnswer(/containers\/create/);
    const { id } = await executor.launch(spec);
    await expectOneRun(spec, id);
  });

  test("to the start, it is not started again", async () => {
    const spec = bench.shell("echo ran");
    proxy.loseAnswer(/\/start$/);
    const { id } = await executor.launch(spec);
    await expectOneRun(spec, id);
  });

  test("and the engine with it, the start is settled when it is back", async () => {
    const spec = bench.shell("echo ran");
    const released = proxy.hold(/\/start$/);
    const launching = executor.launch(spec);
    await released;
    await proxy.down();
    await proxy.up();
    const { id } = await launching;
    await expectOneRun(spec, id);
  });
});

describe("of a worker that died", () => {
  test("after the create, the container is started by the next", async () => {
    // The engine makes this folder together with the container, long before its start.
    const spec = bench.shell("echo ran", { workingDirectory: "/made/for/it" });
    const id = await leaveCreated(spec);
    expect(await other.find(spec)).toMatchObject({ id, state: { kind: "created" } });
    expect((await executor.launch(spec)).id).toBe(id);
    await expectOneRun(spec, id);
  });

  test("the container that has ended is not started again", async () => {
    const spec = bench.shell("echo ran");
    const { id } = await other.launch(spec);
    await other.wait(id);
    expect(await executor.launch(spec)).toMatchObject({ id, state: { kind: "exited", exitCode: 0 } });
    await expectOneRun(spec, id);
  });
});

test("a container that was started while it was taken over is not started again", async () => {
  const spec = bench.shell("echo ran");
  const id = await leaveCreated(spec);
  const held = proxy.hold(/\/rename/);
  const launching = executor.launch(spec);
  const rename = await held;
  await engine.call("POST", `/containers/${id}/start`);
  await other.wait(id);
  rename();
  expect(await launching).toMatchObject({ id, state: { kind: "exited" } });
  await expectOneRun(spec, id);
});

describe("of a worker that slept while another took over and the job ended", () => {
  test("before its start, the start finds nothing", async () => {
    const spec = bench.shell("echo ran");
    const held = proxy.hold(/\/start$/);
    const sleeper = executor.launch(spec);
    const release = await held;
    const { id } = await other.launch(spec);
    await other.wait(id);
    release();
    expect(await sleeper).toMatchObject({ id, state: { kind: "exited" } });
    await expectOneRun(spec, id);
  });

  test("before its create, the second container is never started", async () => {
    const spec = bench.shell("echo ran");
    const held = proxy.hold(/containers\/create/);
    const sleeper = executor.launch(spec);
    const release = await held;
    // A third worker made the container and died, so the one that started it has renamed it.
    await leaveCreated(spec);
    const { id } = await other.launch(spec);
    await other.wait(id);
    release();
    expect(await sleeper).toMatchObject({ id, state: { kind: "exited" } });
    await expectOneRun(spec, id);
  });
});

describe("fails", () => {
  test("where a container that is not ours has the name, and leaves that alone", async () => {
    const spec = bench.shell("echo ran");
    const query = { name: containerName(spec) };
    const body = { Image: spec.image, Cmd: ["true"], Labels: { [labels.installation]: "another" } };
    const { Id } = await engine.call<{ Id: string }>("POST", "/containers/create", { query, body });
    const refusal = { name: "LaunchError", reason: "name_taken", errorClass: "permanent" };
    await expect(executor.launch(spec)).rejects.toMatchObject(refusal);
    expect(await other.inspect(Id)).toEqual({ kind: "created" });
    await engine.call("DELETE", `/containers/${Id}`);
  });

  test("as transient where the engine cannot be reached", async () => {
    await proxy.down();
    const refusal = { name: "LaunchError", reason: "engine_unreachable", errorClass: "transient" };
    await expect(executor.launch(bench.shell("true"))).rejects.toMatchObject(refusal);
    await expect(executor.check()).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    await expect(executor.inspect("any")).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });

  test.each<[string, Partial<LaunchSpec>]>([
    ["network_not_found", { networks: [{ name: "no-such-network", aliases: [] }] }],
    ["network_denied", { networks: [{ name: "host", aliases: [] }] }],
    ["image_missing", { image: "" }],
    ["image_invalid", { image: "UPPER CASE" }],
    ["command_too_long", { environment: { LONG: "x".repeat(200_000) } }],
    ["engine_refused", { memoryMb: 1 }],
    ["engine_refused", { workingDirectory: "relative" }],
  ])("for good with %s", async (reason, changes) => {
    const spec = bench.shell("true", changes);
    await expect(executor.launch(spec)).rejects.toMatchObject({ reason, errorClass: "permanent" });
    expect(await other.find(spec)).toBeUndefined();
  });
});

describe("of an engine that is shutting down", () => {
  const refused = { name: "LaunchError", errorClass: "permanent" };
  const unreachable = { reason: "engine_unreachable", errorClass: "transient" };

  test("what is refused may be had when it is back", async () => {
    await executor.check();
    proxy.answer(/containers\/create/, 404, { message: "network of that name not found" });
    proxy.loseAnswer(/_ping/);
    await expect(executor.launch(bench.shell("true"))).rejects.toMatchObject(unreachable);
  });

  test("what is refused is asked for once more", async () => {
    const spec = bench.shell("echo ran");
    proxy.answer(/networks|start$/, 404, { message: "network of that name not found" });
    const { id } = await executor.launch(spec);
    await expectOneRun(spec, id);
    proxy.answer(/start$/, 400, { message: "first no" });
    proxy.answer(/start$/, 400, { message: "second no" });
    const launching = executor.launch(bench.shell("true"));
    await expect(launching).rejects.toMatchObject({ ...refused, message: "second no" });
  });

  test("a program that it does not find may be there", async () => {
    for (let candidate = 0; candidate < 20; candidate += 1)
      proxy.answer(/\/archive/, 404, { message: "not found" });
    const launching = executor.launch(bench.shell("true"));
    await expect(launching).rejects.toMatchObject({ reason: "engine_error", errorClass: "unknown" });
  });

  test("a start that was cut short is settled when it is back", async () => {
    const spec = bench.shell("echo ran");
    proxy.answer(/\/start$/, 500, { message: "transport is closing: unavailable" });
    const { id } = await executor.launch(spec);
    await expectOneRun(spec, id);
  });

  test("a start after which no container can be looked at is settled when it can", async () => {
    const spec = bench.shell("echo ran");
    const held = proxy.hold(/\/start$/);
    const launching = executor.launch(spec);
    const start = await held;
    proxy.answer(/\/containers\/[\da-f]{64}\/json/, 500, { message: "shutting down" });
    proxy.answer(/\/containers\/json/, 500, { message: "shutting down" });
    start();
    const { id } = await launching;
    await expectOneRun(spec, id);
  });

  test("a start that was lost, of a container that cannot be taken over, is made when it can", async () => {
    const spec = bench.shell("echo ran");
    proxy.answer(/\/start$/, 500, { message: "transport is closing: unavailable" });
    proxy.answer(/\/rename/, 500, { message: "shutting down" });
    const { id } = await executor.launch(spec);
    await expectOneRun(spec, id);
  });

  test("a start that failed, and whose container cannot be looked at, is settled when it can", async () => {
    const spec = bench.shell("echo ran");
    const held = proxy.hold(/\/archive/);
    const launching = executor.launch(spec);
    const check = await held;
    proxy.answer(/\/start$/, 500, { message: "shutting down" });
    proxy.answer(/\/containers\/[\da-f]{64}\/json/, 500, { message: "shutting down" });
    check();
    const { id } = await launching;
    await expectOneRun(spec, id);
  });

  test("a command of which traces are left is not run again", async () => {
    const spec = bench.shell("echo ran");
    await leaveCreated(spec);
    proxy.answer(/\/changes$/, 200, [{ Path: "/sbin/docker-init", Kind: 1 }]);
    await expect(executor.launch(spec)).rejects.toMatchObject({ reason: "lost", errorClass: "on_exit" });
    expect(await other.find(spec)).toBeUndefined();
    expect(await startsOf(spec)).toBe(0);
  });

  test("a command that has begun is not run again", async () => {
    const spec = bench.shell("echo ran");
    proxy.answer(/\/start$/, 409, { message: "task 3e81: already exists" });
    await expect(executor.launch(spec)).rejects.toMatchObject({ reason: "lost", errorClass: "on_exit" });
    expect(await other.find(spec)).toBeUndefined();
  });
});

test("a launch that is aborted stops asking", async () => {
  proxy.silence(/containers\/create/);
  const abort = new AbortController();
  const launching = executor.launch(bench.shell("true"), { signal: abort.signal });
  setTimeout(() => abort.abort(new Error("cancelled")), 100);
  await expect(launching).rejects.toThrow("cancelled");
});

describe("a container", () => {
  const inspect = (id: string) =>
    engine.call<ContainerInspect & { HostConfig: object }>("GET", `/containers/${id}/json`);

  test("is made with the security defaults and the job's limits", async () => {
    const { id } = await executor.launch(bench.shell("sleep 60", { memoryMb: 64, cpus: 0.5 }));
    const { HostConfig } = await inspect(id);
    expect(HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Init: true,
      AutoRemove: false,
      Memory: 64 * 1024 * 1024,
      MemorySwap: 64 * 1024 * 1024,
      NanoCpus: 500_000_000,
      LogConfig: { Type: "local" },
    });
    expect(HostConfig).toHaveProperty("PidsLimit", 4096);
    await other.stop(id, { graceMs: 0 });
  });

  test("carries no secret in labels, name or the requests' addresses", async () => {
    const { id } = await executor.launch(bench.shell("true", { environment: { PASSWORD: "hush-hush" } }));
    const { Config } = await inspect(id);
    expect(Config.Env).toContain("PASSWORD=hush-hush");
    expect(JSON.stringify(Config.Labels)).not.toContain("hush");
    expect(proxy.requests.join("\n")).not.toContain("hush");
  });

  test("is connected to the job's networks, under its aliases", async () => {
    const names = [`longshore-${randomUUID()}`, `longshore-${randomUUID()}`];
    for (const Name of names) await engine.call("POST", "/networks/create", { body: { Name } });
    const networks = names.map((name, index) => ({ name, aliases: [`alias-${index}`] }));
    const { id } = await executor.launch(bench.shell("sleep 60", { networks }));
    const { NetworkSettings } = await engine.call<{
      NetworkSettings: { Networks: Record<string, { Aliases: string[] }> };
    }>("GET", `/containers/${id}/json`);
    for (const [index, name] of names.entries()) {
      expect(NetworkSettings.Networks[name]?.Aliases).toContain(`alias-${index}`);
    }
    await other.stop(id, { graceMs: 0 });
    await other.remove(id);
    for (const name of names) await engine.call("DELETE", `/networks/${name}`);
  });

  test("that Longshore did not make can be looked at, and is neither stopped nor removed", async () => {
    const body = { Image: bench.shell("").image, Cmd: ["sleep", "60"] };
    const { Id } = await engine.call<{ Id: string }>("POST", "/containers/create", { body });
    await engine.call("POST", `/containers/${Id}/start`);
    await expect(executor.stop(Id, { graceMs: 0 })).rejects.toMatchObject({ code: "FOREIGN_CONTAINER" });
    await expect(executor.remove(Id)).rejects.toMatchObject({ code: "FOREIGN_CONTAINER" });
    expect((await executor.inspect(Id)).kind).toBe("running");
    await engine.call("DELETE", `/containers/${Id}`, { query: { force: true } });
  });
});
