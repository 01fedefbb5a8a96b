import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSettings } from "../../src/config.ts";
import { uuidParameter } from "../../src/database/codecs.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { changeLog } from "../../src/queue/output/log-chunks.ts";
import { Queue } from "../../src/queue/queue.ts";
import { registerWorker, retireWorker } from "../../src/queue/workers/workers.ts";
import { Worker } from "../../src/worker/worker.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const hour = 3_600_000;
let migrated: MigratedDatabase;
let worker: Worker;

beforeEach(async () => {
  migrated = await createMigratedDatabase("sqlite");
  const settings = loadSettings({ lease: 300, lostAfter: 24 * hour });
  worker = new Worker(migrated.database, { settings });
});
afterEach(async () => {
  await worker.stop();
  await migrated.drop();
});

/** A job that a worker on this machine had in hand when it was last heard of, so many milliseconds ago. */
async function leftBehind(node: string, silence: number): Promise<string> {
  const { database } = migrated;
  const id = await enqueue(database, { command: ["sleep", "60"] });
  const dead = { id: crypto.randomUUID(), node, pid: 1, concurrency: 1 };
  await registerWorker(database, dead);
  const { id: host } = await defaultHost(database, "process");
  const [claimed] = await claim(database, { worker: dead, limit: 1, hosts: [host] });
  if (!claimed) throw new Error("nothing was claimed");
  const chunk = { sequence: 1, stream: "stdout", data: Buffer.from("so far"), cursor: "1" } as const;
  await changeLog(database, claimed.attempt, { write: [chunk] });
  await database.query
    .updateTable("longshore_worker")
    .set({ heartbeat_at: database.after(-silence) })
    .where("id", "=", uuidParameter(dead.id))
    .execute();
  return id;
}

test("ends the jobs of a machine that is gone, after a day or when somebody cancels them", async () => {
  const { database } = migrated;
  const queue = new Queue(database);
  const gone = await leftBehind("gone", 25 * hour);
  const cancelled = await leftBehind("down", 2 * hour);
  const waiting = await leftBehind("down", 2 * hour);
  expect(await queue.cancel(cancelled)).toBe("requested");
  // Another worker has come up there, and will see to it.
  const adoptable = await leftBehind("up", 25 * hour);
  await registerWorker(database, { id: crypto.randomUUID(), node: "up", pid: 2, concurrency: 1 });

  await worker.start();
  const statusOf = async (id: string) => (await queue.show(id)).status;
  await expect.poll(() => statusOf(gone)).toBe("failed");
  await expect.poll(() => statusOf(cancelled)).toBe("cancelled");
  for (const id of [gone, cancelled]) {
    const job = await queue.show(id);
    expect(job.attempts).toMatchObject([
      { reason: "worker_lost", exitCode: null, endedAt: expect.any(Date) },
    ]);
    const row = await database.query
      .selectFrom("container_manager_containerjob")
      .select("stdout_log")
      .where("id", "=", uuidParameter(id))
      .executeTakeFirstOrThrow();
    expect(row.stdout_log).toBe("so far");
  }
  expect(await Promise.all([waiting, adoptable].map(statusOf))).toEqual(["launching", "launching"]);
});

test("of a worker that signed off it is kept since when it is gone", async () => {
  const { database } = migrated;
  const id = await leftBehind("elsewhere", 0);
  const row = await database.query
    .selectFrom("longshore_worker")
    .select("id")
    .where("node", "=", "elsewhere")
    .executeTakeFirstOrThrow();
  await retireWorker(database, row.id);
  await worker.start();
  const known = await database.query.selectFrom("longshore_worker").select("id").execute();
  expect(known.map((each) => each.id)).toContain(row.id);
  expect((await new Queue(database).show(id)).status).toBe("launching");
});

test("a worker on the same machine, by whatever name that goes, takes over", async () => {
  const id = await leftBehind("compose-worker", 2 * hour);
  const settings = loadSettings({ lease: 300, node: "compose-worker" });
  const heir = new Worker(migrated.database, { settings });
  await heir.start();
  const owner = async () => {
    const [attempt] = (await new Queue(migrated.database).show(id)).attempts;
    return attempt?.worker;
  };
  await expect.poll(owner).toBe(heir.identity.id);
  heir.cancel(id);
  await heir.drain();
});
