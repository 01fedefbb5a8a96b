import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openConnection } from "../../../src/executors/docker/connection.ts";
import { createEngine } from "../../../src/executors/docker/engine.ts";

describe("a connection", () => {
  test.each([
    ["unix:///var/run/docker.sock", "unix:///var/run/docker.sock", "http://localhost"],
    ["tcp://docker.example", "tcp://docker.example:2375", "http://docker.example:2375"],
    ["tcp://docker.example:80", "tcp://docker.example:80", "http://docker.example:80"],
    ["tcp://[::1]:2375", "tcp://[::1]:2375", "http://[::1]:2375"],
    ["tcp://user:secret@10.0.0.1", "tcp://10.0.0.1:2375", "http://10.0.0.1:2375"],
  ])("to %s is to %s", (text, host, origin) => {
    expect(openConnection(text)).toMatchObject({ host, origin });
  });

  test("with TLS has TLS's port", () => {
    const origin = "https://docker.example:2376";
    expect(openConnection("tcp://docker.example", {})).toMatchObject({ origin });
  });

  test.each([
    ["npipe:////./pipe/docker_engine", "named pipes"],
    ["unix://relative.sock", "begins with /"],
    ["/var/run/docker.sock", "use unix:"],
    ["ssh://host", "use unix:"],
    ["tcp://", "not tcp://host:port"],
    ["tcp://host:99999", "not tcp://host:port"],
    ["", "use unix:"],
  ])("is not made from %j", (text, why) => {
    const refusal = expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(why) });
    expect(() => openConnection(text)).toThrow(refusal);
  });
});

describe("an engine", () => {
  const servers: http.Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  const listen = async (apiVersion: string, answer: http.RequestListener) => {
    const server = http.createServer((request, response) => {
      if (request.url !== "/_ping") return answer(request, response);
      response.setHeader("api-version", apiVersion).end("OK");
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return createEngine(openConnection(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`));
  };

  test.each([
    ["1.41", "/v1.41/info"],
    ["1.47", "/v1.47/info"],
    ["1.99", "/v1.51/info"],
  ])("that speaks %s is asked for %s", async (version, path) => {
    const engine = await listen(version, (request, response) => response.end(JSON.stringify(request.url)));
    expect(await engine.call("GET", "/info")).toBe(path);
    await engine.close();
  });

  test.each(["1.40", "", "nonsense"])("that speaks %j is not supported", async (version) => {
    const engine = await listen(version, (_request, response) => response.end("{}"));
    await expect(engine.ping()).rejects.toMatchObject({ code: "ENGINE_UNSUPPORTED" });
    await expect(engine.call("GET", "/info")).rejects.toMatchObject({ code: "ENGINE_UNSUPPORTED" });
    await engine.close();
  });

  test("behind something that answers in its own way is still told apart from none", async () => {
    const engine = await listen("1.41", (_request, response) => {
      response.writeHead(502).end("<html>Bad Gateway</html>");
    });
    await expect(engine.call("GET", "/info")).rejects.toMatchObject({
      code: "ENGINE_ERROR",
      engineStatus: 502,
      reason: "<html>Bad Gateway</html>",
    });
    await engine.close();
  });

  test("that does not answer in time cannot be reached", async () => {
    const engine = await listen("1.41", () => {});
    const asking = engine.call("GET", "/info", { timeoutMs: 50 });
    await expect(asking).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    await engine.close();
  });
});
