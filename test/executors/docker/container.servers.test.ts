/** What a launched container is like, and whose it is. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ContainerInspect } from "../../../src/executors/docker/engine-types.ts";
import { launchStage } from "./launch-stage.ts";

const stage = launchStage("container");

describe("a container", () => {
  const inspect = (id: string) =>
    stage.engine.call<ContainerInspect & { HostConfig: object }>("GET", `/containers/${id}/json`);

  test("is made with the security defaults and the job's limits", async () => {
    const { id } = await stage.executor.launch(stage.bench.shell("sleep 60", { memoryMb: 64, cpus: 0.5 }));
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
    await stage.other.stop(id, { graceMs: 0 });
  });

  test("carries no secret in labels, name or the requests' addresses", async () => {
    const { id } = await stage.executor.launch(
      stage.bench.shell("true", { environment: { PASSWORD: "hush-hush" } }),
    );
    const { Config } = await inspect(id);
    expect(Config.Env).toContain("PASSWORD=hush-hush");
    expect(JSON.stringify(Config.Labels)).not.toContain("hush");
    expect(stage.proxy.requests.join("\n")).not.toContain("hush");
  });

  test("is connected to the job's networks, under its aliases", async () => {
    const names = [`longshore-${randomUUID()}`, `longshore-${randomUUID()}`];
    for (const Name of names) await stage.engine.call("POST", "/networks/create", { body: { Name } });
    const networks = names.map((name, index) => ({ name, aliases: [`alias-${index}`] }));
    const { id } = await stage.executor.launch(stage.bench.shell("sleep 60", { networks }));
    const { NetworkSettings } = await stage.engine.call<{
      NetworkSettings: { Networks: Record<string, { Aliases: string[] }> };
    }>("GET", `/containers/${id}/json`);
    for (const [index, name] of names.entries()) {
      expect(NetworkSettings.Networks[name]?.Aliases).toContain(`alias-${index}`);
    }
    await stage.other.stop(id, { graceMs: 0 });
    await stage.other.remove(id);
    for (const name of names) await stage.engine.call("DELETE", `/networks/${name}`);
  });

  test("that Longshore did not make can be looked at, and is neither stopped nor removed", async () => {
    const body = { Image: stage.bench.shell("").image, Cmd: ["sleep", "60"] };
    const { Id } = await stage.engine.call<{ Id: string }>("POST", "/containers/create", { body });
    await stage.engine.call("POST", `/containers/${Id}/start`);
    await expect(stage.executor.stop(Id, { graceMs: 0 })).rejects.toMatchObject({
      code: "FOREIGN_CONTAINER",
    });
    await expect(stage.executor.remove(Id)).rejects.toMatchObject({ code: "FOREIGN_CONTAINER" });
    expect((await stage.executor.inspect(Id)).kind).toBe("running");
    await stage.engine.call("DELETE", `/containers/${Id}`, { query: { force: true } });
  });
});
