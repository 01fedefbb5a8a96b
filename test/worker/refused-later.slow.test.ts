/** An attempt that was launched, and would be refused by now: it goes on under its next owner. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessExecutor } from "../../src/executors/process/index.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { show } from "../../src/queue/show.ts";
import { installationId } from "../../src/queue/workers/installation.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { type Ground, processGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

let migrated: MigratedDatabase;
let ground: Ground;
beforeEach(async () => {
  migrated = await createMigratedDatabase("sqlite");
  ground = await processGround(migrated);
});
afterEach(async () => {
  await ground.close();
  await migrated.drop();
});

/** A worker that claimed the job has died; it had launched it, or had not. Then Django made its command unreadable. */
async function orphan(launched: boolean): Promise<string> {
  const { database } = migrated;
  const id = await enqueue(database, ground.job("orphan", "sleep 1; echo done; exit 4"));
  const { id: host } = await defaultHost(database, "process");
  const dead = {
    id: crypto.randomUUID(),
    node: (await import("node:os")).hostname(),
    pid: 1,
    concurrency: 1,
  };
  const [claimed] = await claim(database, { worker: dead, limit: 1, hosts: [host] });
  if (launched) {
    const executor = createProcessExecutor({ stateDirectory: ground.settings.stateDirectory ?? "" });
    await executor.launch({
      installation: await installationId(database),
      jobId: id,
      attempt: claimed?.attempt.number ?? 0,
      image: "",
      command: ["sh", "-c", "sleep 1; echo done; exit 4"],
      environment: {},
      workingDirectory: "",
      memoryMb: null,
      cpus: null,
      networks: [],
    });
    await executor.close();
  }
  await database.query.updateTable("container_manager_containerjob").set({ command: "sh -c '" }).execute();
  return id;
}

test.each([
  ["that runs", true, { status: "failed", exitCode: 4, attempts: [{ reason: "exited" }] }],
  [
    "that was not launched",
    false,
    { status: "failed", exitCode: null, attempts: [{ reason: "invalid_job" }] },
  ],
])("one %s", async (_, launched, end) => {
  const id = await orphan(launched);
  await using worker = spawnWorker({ database: migrated.url, settings: { ...ground.settings, lease: 600 } });
  const { code, log } = await worker.ended;
  expect(code, log).toBe(0);
  expect(await show(migrated.database, id)).toMatchObject(end);
  expect(await ground.leftovers()).toEqual([]);
});
