import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TlsOptions } from "../../../src/executors/docker/connection.ts";
import { createDockerExecutor } from "../../../src/executors/docker/index.ts";
import { dockerEngine } from "../../support/docker.ts";
import { startTlsEngine, type TlsEngine } from "../../support/tls-engine.ts";

let engine: TlsEngine;

beforeAll(async () => {
  engine = await startTlsEngine((await dockerEngine()).socket);
});
afterAll(() => engine.close());

const read = (name: string) => readFileSync(path.join(engine.folder, name), "utf8");

async function check(tls?: TlsOptions): Promise<void> {
  const { connection } = engine;
  const executor = createDockerExecutor({ connection, ...(tls !== undefined && { tls }) });
  try {
    await executor.check();
  } finally {
    await executor.close();
  }
}

const client = () => ({ cert: read("client.pem"), key: read("client.key") });

test("an engine is reached with the certificates that it and we trust", async () => {
  await check({ ...client(), ca: read("engine.pem") });
  await check({ ...client(), verify: false });
});

test("an engine is not reached without", async () => {
  const unreachable = { code: "ENGINE_UNREACHABLE" };
  await expect(check()).rejects.toMatchObject(unreachable);
  await expect(check({ ...client() })).rejects.toMatchObject(unreachable);
  await expect(check({ ...client(), ca: read("stranger.pem") })).rejects.toMatchObject(unreachable);
  const stranger = { cert: read("stranger.pem"), key: read("stranger.key"), ca: read("engine.pem") };
  await expect(check(stranger)).rejects.toMatchObject(unreachable);
});
