/** What a job asks of its engine: beside the work itself, little. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSettings } from "../../src/config.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { addHost } from "../../src/queue/hosts/manage-hosts.ts";
import { stats } from "../../src/queue/stats.ts";
import { Worker } from "../../src/worker/worker.ts";
import { type FaultyProxy, startFaultyProxy } from "../executors/docker/faulty-proxy.ts";
import { dockerEngine } from "../support/docker.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const jobs = 5;
let migrated: MigratedDatabase;
let proxy: FaultyProxy;
let worker: Worker;

beforeAll(async () => {
  migrated = await createMigratedDatabase("sqlite");
  proxy = await startFaultyProxy((await dockerEngine()).socket);
  await addHost(migrated.database, { name: "counted", type: "docker", connection: proxy.url });
  // Comparing the host with the database has calls of its own, three times a lease.
  const settings = loadSettings({ concurrency: 1, lease: 3_600_000 });
  worker = new Worker(migrated.database, { settings });
  await worker.start();
});
afterAll(async () => {
  await worker.drain();
  await proxy.close();
  await migrated.drop();
});

async function run(count: number, command: string[]): Promise<void> {
  const { image } = await dockerEngine();
  const { completed } = await stats(migrated.database);
  const job = { image, command, host: "counted" };
  await enqueueMany(
    migrated.database,
    Array.from({ length: count }, () => job),
  );
  const done = async () => (await stats(migrated.database)).completed - completed;
  await expect.poll(done, { timeout: 60_000 }).toBe(count);
  // Removing comes after.
  await expect.poll(() => callsOf("DELETE .*")).toBe(count);
}

function callsOf(pattern: string): number {
  const whole = new RegExp(`^${pattern}$`);
  return proxy.requests.filter((line) => whole.test(line.replace("/v1.41", ""))).length;
}

/** Those of one job; what depends on when the engine is asked has no place here. */
const limits: Readonly<Record<string, { least: number; most: number }>> = {
  "POST /containers/create.*": { least: 1, most: 1 },
  // Whether another launcher has made a second one.
  "GET /containers/json.*": { least: 1, most: 1 },
  "POST /containers/[^/]*/start": { least: 1, most: 1 },
  // After the start, and after the end where that has come later.
  "GET /containers/[^/]*/json": { least: 1, most: 2 },
  "POST /containers/[^/]*/wait.*": { least: 0, most: 1 },
  // While it runs, and once it has ended.
  "GET /containers/[^/]*/logs.*": { least: 1, most: 2 },
  "DELETE /containers/.*": { least: 1, most: 1 },
  // The program was found in the image before.
  "HEAD .*": { least: 0, most: 0 },
};

test.each([
  ["that ends at once", ["true"]],
  ["that runs for a moment", ["sleep", "0.2"]],
])("a job %s asks no more than it needs", { timeout: 120_000 }, async (_which, command) => {
  proxy.requests.length = 0;
  await run(1, command);
  expect(callsOf("HEAD .*"), "the program is looked for").toBeGreaterThan(0);
  proxy.requests.length = 0;
  await run(jobs, command);
  for (const [pattern, { least, most }] of Object.entries(limits)) {
    expect(callsOf(pattern), pattern).toBeGreaterThanOrEqual(least * jobs);
    expect(callsOf(pattern), pattern).toBeLessThanOrEqual(most * jobs);
  }
});
