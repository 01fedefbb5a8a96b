/** Docker hosts and the workers: a limit that the engine sees kept, TLS, and engines that come and go. */
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadSettings } from "../../src/config.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { addHost, updateHost } from "../../src/queue/hosts/manage-hosts.ts";
import { list } from "../../src/queue/list.ts";
import { installationId } from "../../src/queue/workers/installation.ts";
import { Hosts } from "../../src/worker/hosts.ts";
import { Worker } from "../../src/worker/worker.ts";
import { type FaultyProxy, startFaultyProxy } from "../executors/docker/faulty-proxy.ts";
import { runCli } from "../support/cli.ts";
import { dockerEngine } from "../support/docker.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { callEngine } from "../support/servers/engine-api.ts";
import { startTlsEngine, type TlsEngine } from "../support/tls-engine.ts";

let migrated: MigratedDatabase;
let socket: string;
let image: string;
let proxy: FaultyProxy;
let tls: TlsEngine;

beforeAll(async () => {
  migrated = await createMigratedDatabase("postgres");
  ({ socket, image } = await dockerEngine());
  proxy = await startFaultyProxy(socket);
  tls = await startTlsEngine(socket);
});
afterAll(async () => {
  tls?.close();
  await proxy?.close();
  await migrated?.drop();
});

const settings = loadSettings({ concurrency: 4, pollInterval: 100 });

it("sixteen workers never run more containers on a host than it takes", async () => {
  const { database } = migrated;
  await addHost(database, { name: "three", type: "docker", connection: `unix://${socket}`, maxJobs: 3 });
  const count = 200;
  const spec = { image, command: ["sleep", "0.2"], host: "three" };
  await enqueueMany(
    database,
    Array.from({ length: count }, () => spec),
  );
  const label = `dev.longshore.installation=${await installationId(database)}`;
  const filters = encodeURIComponent(JSON.stringify({ label: [label], status: ["running"] }));
  const workers = Array.from({ length: 16 }, () => new Worker(database, { settings, drain: true }));
  let working = true;
  const samples: number[] = [];
  const sampling = (async () => {
    while (working) {
      samples.push(JSON.parse(await callEngine(socket, "GET", `/containers/json?filters=${filters}`)).length);
      await sleep(20);
    }
  })();
  await Promise.all(workers.map((worker) => worker.start()));
  await Promise.all(workers.map((worker) => worker.finished));
  working = false;
  await sampling;
  const jobs = await list(database, { host: "three", limit: count });
  expect(jobs.filter(({ status }) => status === "completed")).toHaveLength(count);
  expect(Math.max(...samples)).toBeLessThanOrEqual(3);
  expect(Math.max(...samples)).toBeGreaterThan(1);

  const { executor_metadata } = await database.query
    .selectFrom("container_manager_containerjob")
    .select("executor_metadata")
    .executeTakeFirstOrThrow();
  // The image was made on the spot, so that no registry has a digest of it.
  const { Id } = JSON.parse(await callEngine(socket, "GET", `/images/${image}/json`));
  expect(executor_metadata).toMatchObject({ longshore: { imageDigest: Id } });
});

it("a host that is down takes no jobs and comes back by itself", async () => {
  const { database } = migrated;
  await addHost(database, { name: "fickle", type: "docker", connection: proxy.url });
  const lines: string[] = [];
  const log = (_: object, message: string) => void lines.push(message);
  const worker = new Worker(database, { settings, logger: { info: log, warn: log, error: log } });
  await proxy.down();
  await worker.start();
  await expect.poll(() => lines.join("\n")).toMatch(/host fickle takes no jobs: cannot/);
  await enqueueMany(database, [{ image, command: ["true"], host: "fickle" }]);
  const statusOf = async () => (await list(database, { host: "fickle" })).map(({ status }) => status);
  await sleep(1_000);
  expect(await statusOf()).toEqual(["queued"]);
  await proxy.up();
  await expect.poll(statusOf).toEqual(["completed"]);
  // Said once each, however often it is looked at; a slow answer may count as none.
  expect(lines.filter((line) => line.startsWith("host fickle")).length).toBeLessThan(6);
  const [job] = await list(database, { host: "fickle" });
  expect(job).toMatchObject({ retryCount: 1 });
  await worker.drain();
});

it("a host that says nothing keeps nobody waiting", async () => {
  const { database } = migrated;
  const hosts = new Hosts(database, settings);
  proxy.silence(/_ping/);
  const { id } = await addHost(database, { name: "mute", type: "docker", connection: proxy.url });
  await updateHost(database, "fickle", { active: false });
  const before = performance.now();
  expect(await hosts.claimable()).not.toContain(id);
  expect(performance.now() - before).toBeLessThan(30_000);
  await hosts.close();
});

it("a host behind TLS runs jobs for those it knows", async () => {
  const env = { LONGSHORE_DATABASE_URL: migrated.url };
  const file = (name: string) => path.join(tls.folder, name);
  const add = (name: string, who: string) =>
    runCli(
      ["hosts", "add", name, "--connection", tls.connection, "--tls-ca", file("engine.pem")].concat([
        "--tls-cert",
        file(`${who}.pem`),
        "--tls-key",
        file(`${who}.key`),
      ]),
      { env },
    );
  expect((await add("known", "client")).code).toBe(0);
  expect((await add("unknown", "stranger")).code).toBe(0);
  expect((await runCli(["hosts", "test", "known"], { env })).stdout).toBe("known: can run jobs\n");
  expect((await runCli(["hosts", "test", "unknown"], { env })).code).toBe(1);
  const result = await runCli(["run", "--image", image, "--host", "known", "--", "echo", "over TLS"], {
    env,
  });
  expect(result).toMatchObject({ code: 0, stdout: "over TLS\n" });
  const stored = await runCli(["hosts", "--json"], { env });
  expect(stored.stdout).not.toContain("PRIVATE KEY");
});
