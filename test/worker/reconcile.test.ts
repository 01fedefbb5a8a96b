import { randomUUID } from "node:crypto";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { loadSettings } from "../../src/config.ts";
import { createProcessExecutor } from "../../src/executors/process/index.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { installationId } from "../../src/queue/workers/installation.ts";
import { registerWorker } from "../../src/queue/workers/workers.ts";
import { AttemptRecorder } from "../../src/worker/attempt-recorder.ts";
import { Hosts } from "../../src/worker/hosts.ts";
import { Reconciler } from "../../src/worker/reconcile.ts";
import { Removals } from "../../src/worker/removals.ts";
import { silentLogger } from "../../src/worker/settings.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { createMigratedDatabase } from "../support/migrated.ts";

afterEach(() => vi.restoreAllMocks());

test("stops and removes what nobody will come for, after a while, and nothing else", async () => {
  const { database, drop } = await createMigratedDatabase("sqlite");
  const folder = makeFolder();
  const settings = loadSettings({ stateDirectory: folder, grace: 500 });
  const hosts = new Hosts(database, settings);
  const executor = createProcessExecutor({ stateDirectory: folder });
  onTestFinished(async () => {
    await hosts.close();
    await drop();
    removeFolder(folder);
  });
  const installation = await installationId(database);
  const identity = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };
  await registerWorker(database, identity);
  const { id: host } = await defaultHost(database, "process");

  const launch = (owner: string, jobId: string) =>
    executor.launch({
      installation: owner,
      jobId,
      attempt: 1,
      image: "",
      command: ["sleep", "60"],
      environment: {},
      workingDirectory: "",
      memoryMb: null,
      cpus: null,
      networks: [],
    });
  const jobId = await enqueue(database, { command: ["sleep", "60"] });
  await claim(database, { worker: identity, limit: 1, hosts: [host] });
  const owned = await launch(installation, jobId);
  const unknown = await launch(installation, randomUUID());
  const foreign = await launch(randomUUID(), randomUUID());

  const kinds = async () =>
    Promise.all([owned, unknown, foreign].map(async ({ id }) => (await executor.inspect(id)).kind));
  const reconciler = new Reconciler({
    database,
    identity,
    installation,
    recorder: new AttemptRecorder(database),
    removals: new Removals(1),
    hosts,
    settings,
    logger: silentLogger,
  });
  await reconciler.pass();
  expect(await kinds()).toEqual(["running", "running", "running"]);

  const now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => now + 31_000);
  await reconciler.pass();
  expect(await kinds()).toEqual(["running", "gone", "running"]);

  // Its job was deleted: nobody adopts it.
  await database.query.deleteFrom("container_manager_containerjob").execute();
  await reconciler.pass();
  vi.spyOn(performance, "now").mockImplementation(() => now + 62_000);
  await reconciler.pass();
  expect(await kinds()).toEqual(["gone", "gone", "running"]);

  // Now that it is gone, its attempt ends, and no longer counts among the host's jobs.
  const attempts = database.query.selectFrom("longshore_attempt").select(["ended_at", "reason"]);
  await database.query
    .updateTable("longshore_attempt")
    .set({ claimed_at: database.after(-31_000) })
    .execute();
  expect(await attempts.execute()).toEqual([{ ended_at: null, reason: null }]);
  await reconciler.pass();
  expect(await attempts.execute()).toEqual([{ ended_at: expect.any(Date), reason: "cancelled" }]);
  await executor.stop(foreign.id, { graceMs: 500 });
});
