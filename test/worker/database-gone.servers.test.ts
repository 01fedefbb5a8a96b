/**
 * The database is gone for a minute while jobs run, its server stopped or killed, or just silent: workers go
 * on by themselves when it is back, and no job suffers.
 */
import { chmodSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { list } from "../../src/queue/list.ts";
import { storedOutput } from "../../src/queue/output/stored-output.ts";
import { makeDataFolder, removeFolder } from "../support/folder.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { runMariadb, startMariadb } from "../support/servers/mariadb.ts";
import { runPostgres, startPostgres } from "../support/servers/postgres.ts";
import type { Service } from "../support/servers/service.ts";
import { startDatabaseProxy } from "./database-proxy.ts";
import { processGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

/** Milliseconds. */
const absence = 60_000;
/** By a job's number: most end while the database is gone, some run on beyond that, the last wait until it is back. */
const ticks = [20, 350, 20, 350, 20, 20, 20, 20];

interface Fault extends AsyncDisposable {
  readonly migrated: MigratedDatabase;
  /** What workers connect to. */
  readonly url: string;
  begin(): Promise<void> | void;
  end(): Promise<void>;
}

/** A server that forgets nothing it has confirmed, unlike the one of the other tests. */
const durable = {
  async postgres(folder: string) {
    const tuning = { fsync: "off" };
    const [postgres, service] = await startPostgres(folder, tuning);
    return { servers: { postgres }, service, run: () => runPostgres(postgres, tuning) };
  },
  async mariadb(folder: string) {
    const tuning = ["--innodb-flush-log-at-trx-commit=2"];
    const [mariadb, service] = await startMariadb(folder, tuning);
    return { servers: { mariadb }, service, run: () => runMariadb(mariadb, tuning) };
  },
};

const faults: Record<string, () => Promise<Fault>> = {
  // As `pg_ctl stop -m immediate` does it.
  "PostgreSQL stopped": () => serverStopped("postgres"),
  "MariaDB killed": () => serverStopped("mariadb"),
  "PostgreSQL silent": () => serverSilent("postgres"),
  "MariaDB silent": () => serverSilent("mariadb"),
};

async function serverStopped(engine: keyof typeof durable): Promise<Fault> {
  const folder = makeDataFolder();
  // The server runs as another user.
  chmodSync(folder, 0o711);
  const { servers, service, run } = await durable[engine](path.join(folder, engine));
  let running: Service = service;
  const migrated = await createMigratedDatabase(engine, servers);
  return {
    migrated,
    url: migrated.url,
    begin: () => running.stop(),
    async end() {
      running = await run();
    },
    async [Symbol.asyncDispose]() {
      await migrated.drop();
      await running.stop();
      removeFolder(folder);
    },
  };
}

async function serverSilent(engine: keyof typeof durable): Promise<Fault> {
  const migrated = await createMigratedDatabase(engine);
  const proxy = await startDatabaseProxy(migrated.url);
  return {
    migrated,
    url: proxy.url,
    begin: proxy.silence,
    end: proxy.up,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await migrated.drop();
    },
  };
}

describe.concurrent("a database that is gone for a minute", () => {
  test.each(Object.keys(faults))("%s", async (name) => {
    await using fault = await (faults[name] as () => Promise<Fault>)();
    const { database } = fault.migrated;
    const ground = await processGround(fault.migrated);
    const script = (count: number) =>
      `i=0; while [ $i -lt ${count} ]; do echo line $i; i=$((i+1)); sleep 0.2; done; exit 7`;
    await enqueueMany(
      database,
      ticks.map((count, number) => ground.job(`${number}`, script(count))),
    );
    const settings = { ...ground.settings, concurrency: 3, lease: 6_000 };
    await using first = spawnWorker({ database: fault.url, settings });
    await using second = spawnWorker({ database: fault.url, settings });
    await Promise.all([first.logged(/"launched"/), second.logged(/"launched"/)]);

    await fault.begin();
    await sleep(absence);
    await fault.end();

    for (const { code, log } of await Promise.all([first.ended, second.ended])) {
      expect(code, log).toBe(0);
      expect(log).toContain("cannot reach the database");
    }
    const jobs = await list(database, { limit: 100 });
    expect(jobs).toHaveLength(ticks.length);
    for (const job of jobs) {
      expect(job, `${job.name}: ${job.lastError}`).toMatchObject({
        status: "failed",
        exitCode: 7,
        retryCount: 1,
        attempts: [{ reason: "exited" }],
      });
      const lines = Array.from({ length: ticks[Number(job.name)] ?? 0 }, (_, line) => `line ${line}\n`);
      expect(await storedOutput(database, job.id)).toEqual({ stdout: lines.join(""), stderr: "" });
      expect(ground.startsOf(job)).toBe(1);
    }
    expect(await ground.leftovers()).toEqual([]);
    await ground.close();
  });
});
