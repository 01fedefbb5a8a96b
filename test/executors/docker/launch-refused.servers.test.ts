/** A launch that fails, or that an engine refuses which is about to shut down. */
import { describe, expect, test } from "vitest";
import { containerName } from "../../../src/executors/docker/container.ts";
import { labels } from "../../../src/executors/docker/labels.ts";
import type { LaunchSpec } from "../../../src/executors/executor.ts";
import { launchStage } from "./launch-stage.ts";

const stage = launchStage("refused");

describe("fails", () => {
  test("where a container that is not ours has the name, and leaves that alone", async () => {
    const spec = stage.bench.shell("echo ran");
    const query = { name: containerName(spec) };
    const body = { Image: spec.image, Cmd: ["true"], Labels: { [labels.installation]: "another" } };
    const { Id } = await stage.engine.call<{ Id: string }>("POST", "/containers/create", { query, body });
    const refusal = { name: "LaunchError", reason: "name_taken", errorClass: "permanent" };
    await expect(stage.executor.launch(spec)).rejects.toMatchObject(refusal);
    expect(await stage.other.inspect(Id)).toEqual({ kind: "created" });
    await stage.engine.call("DELETE", `/containers/${Id}`);
  });

  test("as transient where the engine cannot be reached", async () => {
    await stage.proxy.down();
    const refusal = { name: "LaunchError", reason: "engine_unreachable", errorClass: "transient" };
    await expect(stage.executor.launch(stage.bench.shell("true"))).rejects.toMatchObject(refusal);
    await expect(stage.executor.check()).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    await expect(stage.executor.inspect("any")).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
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
    const spec = stage.bench.shell("true", changes);
    await expect(stage.executor.launch(spec)).rejects.toMatchObject({ reason, errorClass: "permanent" });
    expect(await stage.other.find(spec)).toBeUndefined();
  });
});

describe("of an engine that is shutting down", () => {
  const refused = { name: "LaunchError", errorClass: "permanent" };
  const unreachable = { reason: "engine_unreachable", errorClass: "transient" };

  test("what is refused may be had when it is back", async () => {
    await stage.executor.check();
    stage.proxy.answer(/containers\/create/, 404, { message: "network of that name not found" });
    stage.proxy.loseAnswer(/_ping/);
    await expect(stage.executor.launch(stage.bench.shell("true"))).rejects.toMatchObject(unreachable);
  });

  test("what is refused is asked for once more", async () => {
    const spec = stage.bench.shell("echo ran");
    stage.proxy.answer(/networks|start$/, 404, { message: "network of that name not found" });
    const { id } = await stage.executor.launch(spec);
    await stage.expectOneRun(spec, id);
    stage.proxy.answer(/start$/, 400, { message: "first no" });
    stage.proxy.answer(/start$/, 400, { message: "second no" });
    const launching = stage.executor.launch(stage.bench.shell("true"));
    await expect(launching).rejects.toMatchObject({ ...refused, message: "second no" });
  });

  test("a program that it does not find may be there", async () => {
    for (let candidate = 0; candidate < 20; candidate += 1)
      stage.proxy.answer(/\/archive/, 404, { message: "not found" });
    const launching = stage.executor.launch(stage.bench.shell("true"));
    await expect(launching).rejects.toMatchObject({ reason: "engine_error", errorClass: "unknown" });
  });

  test("a start that was cut short is settled when it is back", async () => {
    const spec = stage.bench.shell("echo ran");
    stage.proxy.answer(/\/start$/, 500, { message: "transport is closing: unavailable" });
    const { id } = await stage.executor.launch(spec);
    await stage.expectOneRun(spec, id);
  });

  test("a start after which no container can be looked at is settled when it can", async () => {
    const spec = stage.bench.shell("echo ran");
    const held = stage.proxy.hold(/\/start$/);
    const launching = stage.executor.launch(spec);
    const start = await held;
    stage.proxy.answer(/\/containers\/[\da-f]{64}\/json/, 500, { message: "shutting down" });
    stage.proxy.answer(/\/containers\/json/, 500, { message: "shutting down" });
    start();
    const { id } = await launching;
    await stage.expectOneRun(spec, id);
  });

  test("a start that was lost, of a container that cannot be taken over, is made when it can", async () => {
    const spec = stage.bench.shell("echo ran");
    stage.proxy.answer(/\/start$/, 500, { message: "transport is closing: unavailable" });
    stage.proxy.answer(/\/rename/, 500, { message: "shutting down" });
    const { id } = await stage.executor.launch(spec);
    await stage.expectOneRun(spec, id);
  });

  test("a start that failed, and whose container cannot be looked at, is settled when it can", async () => {
    const spec = stage.bench.shell("echo ran");
    const held = stage.proxy.hold(/\/archive/);
    const launching = stage.executor.launch(spec);
    const check = await held;
    stage.proxy.answer(/\/start$/, 500, { message: "shutting down" });
    stage.proxy.answer(/\/containers\/[\da-f]{64}\/json/, 500, { message: "shutting down" });
    check();
    const { id } = await launching;
    await stage.expectOneRun(spec, id);
  });

  test("a command of which traces are left is not run again", async () => {
    const spec = stage.bench.shell("echo ran");
    await stage.leaveCreated(spec);
    stage.proxy.answer(/\/changes$/, 200, [{ Path: "/sbin/docker-init", Kind: 1 }]);
    await expect(stage.executor.launch(spec)).rejects.toMatchObject({
      reason: "lost",
      errorClass: "on_exit",
    });
    expect(await stage.other.find(spec)).toBeUndefined();
    expect(stage.starts.of(spec.jobId)).toBe(0);
  });

  test("a command that has begun is not run again", async () => {
    const spec = stage.bench.shell("echo ran");
    stage.proxy.answer(/\/start$/, 409, { message: "task 3e81: already exists" });
    await expect(stage.executor.launch(spec)).rejects.toMatchObject({
      reason: "lost",
      errorClass: "on_exit",
    });
    expect(await stage.other.find(spec)).toBeUndefined();
  });
});
