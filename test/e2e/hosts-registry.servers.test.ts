/** Images from a registry that checks who asks, from the command line. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openConnection } from "../../src/executors/docker/connection.ts";
import { createEngine, type Engine } from "../../src/executors/docker/engine.ts";
import { type Registry, startRegistry } from "../executors/docker/registry.ts";
import { runCli, spawnCli } from "../support/cli.ts";
import { dockerEngine } from "../support/docker.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const cwd = makeFolder();
let engine: Engine;
let registry: Registry;
let env: Record<string, string>;

beforeAll(async () => {
  const { url, image } = await dockerEngine();
  engine = createEngine(openConnection(url));
  registry = await startRegistry(engine, image, "me:hush-hush");
  const auth = Buffer.from("me:hush-hush").toString("base64");
  writeFileSync(path.join(cwd, "config.json"), JSON.stringify({ auths: { [registry.address]: { auth } } }));
  env = { DOCKER_HOST: url, DOCKER_CONFIG: cwd, LONGSHORE_LOG_LEVEL: "info" };
});
afterAll(async () => {
  await registry?.close();
  await engine?.close();
  removeFolder(cwd);
});

const newestJob = async () => JSON.parse((await runCli(["jobs", "--json"], { cwd, env })).stdout)[0];

it("pulls with Docker's own credentials, which are shown nowhere, and tells the digest", async () => {
  const image = `${registry.address}/private:1`;
  const result = await runCli(["run", "--image", image, "--", "echo", "hello"], { cwd, env });
  expect(result).toMatchObject({ code: 0, stdout: "hello\n" });
  const job = await newestJob();
  expect(job).toMatchObject({ image, imageDigest: registry.digest });
  const shown = await runCli(["show", job.id], { cwd, env });
  expect(shown.stdout).toContain(registry.digest);
  expect(result.stderr + shown.stdout + JSON.stringify(job)).not.toMatch(/hush|aHVzaC/);
  await engine.call("DELETE", `/images/${image}`, { query: { force: true } });
});

it("tries again where the registry says that it was too often", async () => {
  const again = ["run", "--max-retries", "2", "--retry-strategy", "high_priority"];
  const image = `${registry.address}/busy`;
  const result = await runCli([...again, "--image", image, "--", "true"], { cwd, env });
  expect(result.code).toBe(125);
  expect((await newestJob()).attempts).toMatchObject([
    { reason: "image_rate_limited" },
    { reason: "image_rate_limited" },
  ]);
});

it("tells how far a pull is, and gives it up when the job is cancelled", async () => {
  const image = `${registry.address}/slow`;
  const id = (await runCli(["submit", "--image", image, "--", "true"], { cwd, env })).stdout.trim();
  await using worker = spawnCli(["work"], { cwd, env });
  await worker.waitForLine(/"msg":"pulling 127\.0\.0\.1:\d+\/slow: \d\.\d of 9\.5 MB"/);
  await runCli(["cancel", id], { cwd, env });
  await worker.waitForLine(/"msg":"cancelled"/);
  expect(await newestJob()).toMatchObject({ status: "cancelled" });
  // It would take the next job as well, and only who pulls tells how far it is.
  worker.kill();
  await worker.ended;

  await using run = spawnCli(["run", "--image", image, "--", "true"], { cwd, env });
  await run.waitForLine(/^longshore: pulling 127\.0\.0\.1:\d+\/slow: \d\.\d of 9\.5 MB$/);
  run.kill("SIGINT");
  expect((await run.ended).code).toBe(130);
});
