/** A queue as one meets it in the middle of a working day: for screenshots, and to try the page on. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { loadSettings } from "../../../src/config.ts";
import { connect } from "../../../src/database/connect.ts";
import type { Database } from "../../../src/database/database.ts";
import { migrate } from "../../../src/migrate/migrate.ts";
import { cancel } from "../../../src/queue/cancel.ts";
import { enqueue } from "../../../src/queue/enqueue.ts";
import { stats } from "../../../src/queue/stats.ts";
import { serve } from "../../../src/server/serve.ts";
import { Worker } from "../../../src/worker/worker.ts";
import { past, running, unlaunchable, waiting, watched } from "./jobs.ts";
import { spreadOverTheLastHour } from "./spread.ts";

export interface Demo {
  /** With the token in its fragment. */
  readonly url: string;
  /** The job whose page is worth a look, one that failed, one that waits. */
  readonly watched: string;
  readonly failed: string;
  readonly waiting: string;
  close(): Promise<void>;
}

/** Fills a database, runs the jobs, and serves the page. @param port 0 is any that is free */
export async function startDemo(port = 0): Promise<Demo> {
  const folder = mkdtempSync(path.join(tmpdir(), "longshore-demo-"));
  // A database in the current folder is called by its name alone.
  process.chdir(folder);
  const token = randomBytes(24).toString("base64url");
  const settings = loadSettings({
    database: "sqlite:longshore.db",
    stateDirectory: folder,
    listen: `127.0.0.1:${port}`,
    token,
    concurrency: 4,
  });
  const database = await connect(settings.database);
  await migrate(database);

  for (const spec of past) await enqueue(database, spec);
  const failed = await enqueue(database, unlaunchable);
  const first = new Worker(database, { settings: { ...settings, concurrency: 8 }, drain: true });
  await first.start();
  await first.finished;
  await spreadOverTheLastHour(database);

  const worker = new Worker(database, { settings });
  await worker.start();
  const watchedId = await enqueue(database, watched);
  for (const spec of running) await enqueue(database, spec);
  await until(async () => (await stats(database)).running === 1 + running.length);
  const ids = [];
  for (const spec of waiting) ids.push(await enqueue(database, spec));
  await cancel(database, ids[3] as string);
  const server = await serve(database, { settings });

  return {
    url: `${server.url}/#token=${token}`,
    watched: watchedId,
    failed,
    waiting: ids[0] as string,
    async close() {
      await server.close();
      await stopRunning(database);
      await worker.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing outlives the demonstration. */
async function stopRunning(database: Database): Promise<void> {
  const open = await database.query
    .selectFrom("container_manager_containerjob")
    .select("id")
    .where("status", "not in", ["completed", "failed", "timeout", "cancelled"])
    .execute();
  for (const { id } of open) await cancel(database, id);
  await until(async () => {
    const { running: still, launching } = await stats(database);
    return still + launching === 0;
  });
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await delay(100);
}
