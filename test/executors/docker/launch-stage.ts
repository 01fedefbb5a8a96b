/** An engine, a worker's executor that sees it through a proxy, and another's that sees it directly. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { openConnection } from "../../../src/executors/docker/connection.ts";
import { containerName, createBody } from "../../../src/executors/docker/container.ts";
import { createEngine, type Engine } from "../../../src/executors/docker/engine.ts";
import { createDockerExecutor } from "../../../src/executors/docker/index.ts";
import type { Executor, LaunchSpec } from "../../../src/executors/executor.ts";
import { dockerEngine } from "../../support/docker.ts";
import { type ContainerStarts, countStarts } from "../../worker/container-starts.ts";
import { type Bench, createBench, outputOf } from "../bench.ts";
import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";

class LaunchStage {
  declare engine: Engine;
  /** A new one for each test. */
  declare proxy: FaultyProxy;
  /** Sees the engine through the proxy. */
  declare executor: Executor;
  /** Another worker's, which sees it directly. */
  declare other: Executor;
  declare bench: Bench;
  declare starts: ContainerStarts;
  readonly installation: string;

  constructor(name: string) {
    this.installation = `${name}-${randomUUID()}`;
  }

  async expectOneRun(spec: LaunchSpec, id: string): Promise<void> {
    expect(await this.other.wait(id)).toMatchObject({ kind: "exited", exitCode: 0 });
    expect((await outputOf(this.other, id)).stdout.toString()).toBe("ran\n");
    // It may be told of a little later.
    await expect.poll(() => this.starts.of(spec.jobId)).toBe(1);
    const listed = await this.other.list(this.installation);
    expect(listed.filter(({ jobId }) => jobId === spec.jobId)).toHaveLength(1);
  }

  /** A container that another worker made and did not start. */
  async leaveCreated(spec: LaunchSpec): Promise<string> {
    const query = { name: containerName(spec) };
    const body = createBody(spec);
    const { Id } = await this.engine.call<{ Id: string }>("POST", "/containers/create", { query, body });
    return Id;
  }
}

/** The stage of the tests of a file; there from the first one on. */
export function launchStage(name: string): LaunchStage {
  const stage = new LaunchStage(name);
  beforeAll(async () => {
    const { url, image, socket } = await dockerEngine();
    stage.engine = createEngine(openConnection(url));
    stage.other = createDockerExecutor({ connection: url });
    stage.bench = createBench(stage.other, image, stage.installation);
    stage.starts = await countStarts(socket);
  });
  beforeEach(async () => {
    stage.proxy = await startFaultyProxy((await dockerEngine()).socket);
    stage.executor = createDockerExecutor({ connection: stage.proxy.url });
  });
  afterEach(async () => {
    await stage.executor.close();
    await stage.proxy.close();
  });
  afterAll(async () => {
    for (const { id } of await stage.other.list(stage.installation)) {
      await stage.other.stop(id, { graceMs: 0 });
      await stage.other.remove(id);
    }
    stage.starts.close();
    await stage.other.close();
    await stage.engine.close();
  });
  return stage;
}
