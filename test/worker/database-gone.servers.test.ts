/** The database vanishes while jobs run: workers go on by themselves when it is back, and no job suffers. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { list } from "../../src/queue/list.ts";
import { storedOutput } from "../../src/queue/stored-output.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { startDatabaseProxy } from "./database-proxy.ts";
import { type Ground, processGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

const jobCount = 8;
/** Longer than the lease, and than a worker waits for an answer. */
const absence = 6_000;
const lines = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join("");

describe.each(["postgres", "mariadb"] as const)("%s", (engine) => {
  let migrated: MigratedDatabase;
  let ground: Ground;
  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    ground = await processGround(migrated);
  });
  afterAll(async () => {
    await ground?.close();
    await migrated?.drop();
  });

  test.each(["down", "silence"] as const)("%s for some seconds", { timeout: 120_000 }, async (fault) => {
    const { database } = migrated;
    const script = "i=0; while [ $i -lt 20 ]; do echo line $i; i=$((i+1)); sleep 0.2; done; exit 7";
    await using proxy = await startDatabaseProxy(migrated.url);
    const names = Array.from({ length: jobCount }, (_, number) => `${fault} ${number}`);
    await enqueueMany(
      database,
      names.map((name) => ground.job(name, script)),
    );
    const settings = { ...ground.settings, concurrency: 3, lease: 3_000 };
    await using first = spawnWorker({ database: proxy.url, settings });
    await using second = spawnWorker({ database: proxy.url, settings });
    await Promise.all([first.logged(/"launched"/), second.logged(/"launched"/)]);

    await proxy[fault]();
    await sleep(absence);
    await proxy.up();

    for (const { code, log } of await Promise.all([first.ended, second.ended])) {
      expect(code, log).toBe(0);
      expect(log).toContain("cannot reach the database");
    }
    const jobs = (await list(database, { limit: 100 })).filter(({ name }) => names.includes(name));
    expect(jobs).toHaveLength(jobCount);
    for (const job of jobs) {
      expect(job, `${job.name}: ${job.lastError}`).toMatchObject({
        status: "failed",
        exitCode: 7,
        retryCount: 1,
        attempts: [{ reason: "exited" }],
      });
      expect(await storedOutput(database, job.id)).toEqual({ stdout: lines, stderr: "" });
      expect(ground.startsOf(job)).toBe(1);
    }
    expect(await ground.leftovers()).toEqual([]);
  });
});
