/** A running job is put back into the queue by an update of its row: what ran is stopped before it runs anew. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSettings } from "../../src/config.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { Queue } from "../../src/queue/queue.ts";
import { Worker } from "../../src/worker/worker.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

let migrated: MigratedDatabase;
let folder: string;
let worker: Worker;

beforeEach(async () => {
  migrated = await createMigratedDatabase("sqlite");
  folder = makeFolder();
  const settings = loadSettings({ concurrency: 4, pollInterval: 50, stateDirectory: folder });
  worker = new Worker(migrated.database, { settings });
});
afterEach(async () => {
  await worker.stop();
  await migrated.drop();
  removeFolder(folder);
});

test("what runs is stopped before the job begins anew", { timeout: 30_000 }, async () => {
  const { database } = migrated;
  const queue = new Queue(database);
  const marks = path.join(folder, "marks");
  // It takes its time to end, which is what a second one must wait for.
  const script = `echo begin >> ${marks}; trap 'sleep 1; echo end >> ${marks}; exit 0' TERM; while :; do sleep 0.1; done`;
  const id = await enqueue(database, { command: ["sh", "-c", script] });
  await worker.start();
  const lines = () => readFileSync(marks, { encoding: "utf8", flag: "a+" }).split("\n").slice(0, -1);
  const begun = async (attempt: number) => {
    const { status, attempts } = await queue.show(id);
    return status === "running" && attempts.length === attempt && lines().at(-1) === "begin";
  };
  await expect.poll(() => begun(1), { timeout: 10_000 }).toBe(true);

  await database.query
    .updateTable("container_manager_containerjob")
    .set({ status: "queued", queued_at: database.now, launched_at: null, retry_count: 0 })
    .execute();
  await expect.poll(() => begun(2), { timeout: 10_000 }).toBe(true);

  expect(lines()).toEqual(["begin", "end", "begin"]);
  const { attempts } = await queue.show(id);
  expect(attempts).toMatchObject([
    { number: 1, reason: "requeued", exitCode: 0, endedAt: expect.any(Date) },
    { number: 2, reason: null, endedAt: null },
  ]);
  expect(await queue.cancel(id)).toBe("requested");
  await expect.poll(async () => (await queue.show(id)).status, { timeout: 10_000 }).toBe("cancelled");
});
