/** The launch protocol where something is lost or somebody is slow: in the end, one container, started once. */
import { describe, expect, test } from "vitest";
import { launchStage } from "./launch-stage.ts";

const stage = launchStage("launch");

test("is started once by many launchers at once", async () => {
  const spec = stage.bench.shell("echo ran");
  const executions = await Promise.all(
    [stage.executor, stage.other, stage.executor, stage.other].map((each) => each.launch(spec)),
  );
  expect(new Set(executions.map(({ id }) => id)).size).toBe(1);
  await stage.expectOneRun(spec, executions[0]?.id ?? "");
});

describe("when the answer is lost", () => {
  test("to the create, the container is found and started", async () => {
    const spec = stage.bench.shell("echo ran");
    stage.proxy.loseAnswer(/containers\/create/);
    const { id } = await stage.executor.launch(spec);
    await stage.expectOneRun(spec, id);
  });

  test("to the start, it is not started again", async () => {
    const spec = stage.bench.shell("echo ran");
    stage.proxy.loseAnswer(/\/start$/);
    const { id } = await stage.executor.launch(spec);
    await stage.expectOneRun(spec, id);
  });

  test("and the engine with it, the start is settled when it is back", async () => {
    const spec = stage.bench.shell("echo ran");
    const released = stage.proxy.hold(/\/start$/);
    const launching = stage.executor.launch(spec);
    await released;
    await stage.proxy.down();
    await stage.proxy.up();
    const { id } = await launching;
    await stage.expectOneRun(spec, id);
  });
});

describe("of a worker that died", () => {
  test("after the create, the container is started by the next", async () => {
    // The engine makes this folder together with the container, long before its start.
    const spec = stage.bench.shell("echo ran", { workingDirectory: "/made/for/it" });
    const id = await stage.leaveCreated(spec);
    expect(await stage.other.find(spec)).toMatchObject({ id, state: { kind: "created" } });
    expect((await stage.executor.launch(spec)).id).toBe(id);
    await stage.expectOneRun(spec, id);
  });

  test("the container that has ended is not started again", async () => {
    const spec = stage.bench.shell("echo ran");
    const { id } = await stage.other.launch(spec);
    await stage.other.wait(id);
    expect(await stage.executor.launch(spec)).toMatchObject({ id, state: { kind: "exited", exitCode: 0 } });
    await stage.expectOneRun(spec, id);
  });
});

test("a container that was started while it was taken over is not started again", async () => {
  const spec = stage.bench.shell("echo ran");
  const id = await stage.leaveCreated(spec);
  const held = stage.proxy.hold(/\/rename/);
  const launching = stage.executor.launch(spec);
  const rename = await held;
  await stage.engine.call("POST", `/containers/${id}/start`);
  await stage.other.wait(id);
  rename();
  expect(await launching).toMatchObject({ id, state: { kind: "exited" } });
  await stage.expectOneRun(spec, id);
});

describe("of a worker that slept while another took over and the job ended", () => {
  test("before its start, the start finds nothing", async () => {
    const spec = stage.bench.shell("echo ran");
    const held = stage.proxy.hold(/\/start$/);
    const sleeper = stage.executor.launch(spec);
    const release = await held;
    const { id } = await stage.other.launch(spec);
    await stage.other.wait(id);
    release();
    expect(await sleeper).toMatchObject({ id, state: { kind: "exited" } });
    await stage.expectOneRun(spec, id);
  });

  test("before its create, the second container is never started", async () => {
    const spec = stage.bench.shell("echo ran");
    const held = stage.proxy.hold(/containers\/create/);
    const sleeper = stage.executor.launch(spec);
    const release = await held;
    // A third worker made the container and died, so the one that started it has renamed it.
    await stage.leaveCreated(spec);
    const { id } = await stage.other.launch(spec);
    await stage.other.wait(id);
    release();
    expect(await sleeper).toMatchObject({ id, state: { kind: "exited" } });
    await stage.expectOneRun(spec, id);
  });
});

test("a launch that is aborted stops asking", async () => {
  stage.proxy.silence(/containers\/create/);
  const abort = new AbortController();
  const launching = stage.executor.launch(stage.bench.shell("true"), { signal: abort.signal });
  setTimeout(() => abort.abort(new Error("cancelled")), 100);
  await expect(launching).rejects.toThrow("cancelled");
});
