import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDockerExecutor, type DockerExecutorOptions } from "../../../src/executors/docker/index.ts";
import type { Executor, LaunchSpec } from "../../../src/executors/executor.ts";
import { dockerEngine } from "../../support/docker.ts";
import { callEngine } from "../../support/servers/engine-api.ts";
import { createBench, outputOf } from "../bench.ts";
import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";

const installation = `policy-${randomUUID()}`;
const executors: Executor[] = [];
let proxy: FaultyProxy;
let image: string;

beforeAll(async () => {
  const engine = await dockerEngine();
  image = engine.image;
  proxy = await startFaultyProxy(engine.socket);
});
afterAll(async () => {
  for (const executor of executors) {
    for (const { id } of await executor.list(installation)) {
      await executor.stop(id, { graceMs: 0 });
      await executor.remove(id);
    }
    await executor.close();
  }
  await proxy.close();
});

function under(policy: Partial<DockerExecutorOptions>) {
  const executor = createDockerExecutor({ connection: proxy.url, pull: "never", ...policy });
  executors.push(executor);
  const bench = createBench(executor, image, installation);
  return {
    launch: (script: string, changes?: Partial<LaunchSpec>) => executor.launch(bench.shell(script, changes)),
    async run(script: string, changes?: Partial<LaunchSpec>): Promise<string> {
      const { id } = await executor.launch(bench.shell(script, changes));
      await executor.wait(id);
      return (await outputOf(executor, id)).stdout.toString();
    },
  };
}

test("an image that the host allows runs, in whatever form it is named", async () => {
  const host = under({ allowedImages: ["docker.io/library/busybox:*"] });
  expect(await host.run("echo ran")).toBe("ran\n");
  expect(await host.run("echo ran", { image: `docker.io/library/${image}` })).toBe("ran\n");
});

test("any other is refused before the engine hears of it", async () => {
  const host = under({ allowedImages: ["ghcr.io/acme/*", "busybox:1.35"] });
  const refusal = { name: "LaunchError", reason: "image_not_allowed", errorClass: "permanent" };
  proxy.requests.length = 0;
  await expect(host.launch("true")).rejects.toMatchObject(refusal);
  await expect(host.launch("true", { image: "sha256:0123" })).rejects.toMatchObject(refusal);
  expect(proxy.requests).toEqual([]);
});

test("the id of an image that the engine has is no way around", async () => {
  const host = under({ allowedImages: ["docker.io/library/*"] });
  const id = await imageId();
  await expect(host.launch("true", { image: id.slice(0, 12) })).rejects.toMatchObject({
    reason: "image_not_found",
  });
});

async function imageId(): Promise<string> {
  const { socket } = await dockerEngine();
  return JSON.parse(await callEngine(socket, "GET", `/images/${image}/json`)).Id.slice("sha256:".length);
}

test("a container may do nothing beyond, unless its host lets it", async () => {
  const script = "grep -E '^(CapPrm|NoNewPrivs)' /proc/self/status";
  expect(await under({}).run(script)).toBe("CapPrm:\t0000000000000000\nNoNewPrivs:\t1\n");
  const loose = under({ security: { capabilities: ["NET_BIND_SERVICE"], newPrivileges: true } });
  expect(await loose.run(script)).toBe("CapPrm:\t0000000000000400\nNoNewPrivs:\t0\n");
});

test("a container runs as its host says, and with what it lets it have", async () => {
  const script = "id -u; id -g; touch /tmp/a && touch /b; cat /proc/self/mounts | grep -c 'tmpfs /tmp '";
  expect(await under({}).run(script)).toBe("0\n0\n0\n");
  const strict = under({ security: { user: "nobody:nogroup", readOnlyRoot: true, swap: 8, logSize: 10 } });
  expect(await strict.run(script, { memoryMb: 16 })).toBe("65534\n65534\n1\n");
  const { id } = await strict.launch("true", { memoryMb: 16 });
  const { socket } = await dockerEngine();
  const { HostConfig } = JSON.parse(await callEngine(socket, "GET", `/containers/${id}/json`));
  expect(HostConfig).toMatchObject({
    Memory: 16 * 1024 * 1024,
    MemorySwap: 24 * 1024 * 1024,
    LogConfig: { Config: { "max-size": "5m", "max-file": "2" } },
  });
});

test("a job joins the host's network only where the host lets it", async () => {
  const networks = [{ name: "host", aliases: [] }];
  await expect(under({}).launch("true", { networks })).rejects.toMatchObject({ reason: "network_denied" });
  expect(await under({ security: { hostNetwork: true } }).run("echo ran", { networks })).toBe("ran\n");
});
