/** The engine cannot be reached for a minute while jobs are launched, run and end: none suffers. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { list } from "../../src/queue/list.ts";
import { storedOutput } from "../../src/queue/output/stored-output.ts";
import { startFaultyProxy } from "../executors/docker/faulty-proxy.ts";
import { dockerEngine } from "../support/docker.ts";
import { createMigratedDatabase } from "../support/migrated.ts";
import { dockerGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

/** Milliseconds. */
const absence = 60_000;
/** By a job's number, how long each of its three steps takes: two end meanwhile, two run on beyond it, two wait. */
const seconds = [1, 23, 1, 23, 1, 1];

test("an engine that is gone for a minute", async () => {
  const migrated = await createMigratedDatabase("postgres");
  const { database } = migrated;
  const proxy = await startFaultyProxy((await dockerEngine()).socket);
  const ground = await dockerGround(migrated);
  try {
    await enqueueMany(
      database,
      seconds.map((pause, number) =>
        ground.job(`${number}`, `for i in 1 2 3; do echo $i; sleep ${pause}; done; exit ${number}`),
      ),
    );
    // Of this database alone: other tests see the engine directly.
    await database.query
      .updateTable("container_manager_executorhost")
      .set({ connection_string: proxy.url })
      .execute();
    await using worker = spawnWorker({ database: migrated.url, settings: { concurrency: 4 } });
    await worker.logged(/"launched"/);

    await proxy.down();
    await sleep(absence);
    await proxy.up();

    const { code, log } = await worker.ended;
    expect(code, log).toBe(0);
    for (const job of await list(database, { limit: 100 })) {
      const exitCode = Number(job.name);
      expect(job, `${job.name}: ${job.lastError}`).toMatchObject({
        status: exitCode === 0 ? "completed" : "failed",
        exitCode,
      });
      // A launch that found no engine says so, and was none.
      expect(job.attempts.map(({ reason }) => reason)).toEqual([
        ...job.attempts.slice(1).map(() => "engine_unreachable"),
        "exited",
      ]);
      expect(await storedOutput(database, job.id)).toEqual({ stdout: "1\n2\n3\n", stderr: "" });
      expect(ground.startsOf(job)).toBe(1);
    }
    await using next = spawnWorker({ database: migrated.url });
    await next.ended;
    expect(await ground.leftovers()).toEqual([]);
  } finally {
    await ground.close();
    await proxy.close();
    await migrated.drop();
  }
});
