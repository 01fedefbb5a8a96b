/** A host's max_concurrent_jobs, on every database: never exceeded, and in nobody else's way. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { addHost, updateHost } from "../../src/queue/hosts/manage-hosts.ts";
import { Queue } from "../../src/queue/queue.ts";
import { registerWorker, type WorkerIdentity } from "../../src/queue/workers/workers.ts";
import type { Engine } from "../support/databases.ts";
import { driverTransaction } from "../support/driver-transaction.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { markLaunched, settle } from "./one-attempt.ts";

const claimers = 16;
const jobs = 200;
const most = 3;

export function hostCapacity(engine: Engine): void {
  let migrated: MigratedDatabase;
  let database: Database;
  let small: number;
  let large: number;

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    database = migrated.database;
    large = (await defaultHost(database, "process")).id;
    const spec = { type: "process", connection: "local", weight: 0 } as const;
    small = (await addHost(database, { ...spec, name: "small", maxJobs: most })).id;
  });
  afterAll(() => migrated?.drop());
  beforeEach(async () => {
    await database.query.deleteFrom("longshore_attempt").execute();
    await database.query.deleteFrom("container_manager_containerjob").execute();
  });

  const newWorker = async (): Promise<WorkerIdentity> => {
    const identity = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };
    await registerWorker(database, identity);
    return identity;
  };

  const openAttempts = async (hostId: number): Promise<number> => {
    const { count } = await database.query
      .selectFrom("longshore_attempt")
      .select((select) => select.fn.countAll<number | string>().as("count"))
      .where("host_id", "=", hostId)
      .where("ended_at", "is", null)
      .executeTakeFirstOrThrow();
    return Number(count);
  };

  const submit = (count: number, host: string, priority = 50) =>
    enqueueMany(
      database,
      Array.from({ length: count }, () => ({ command: ["true"], host, priority })),
    );

  it(`is not exceeded by ${claimers} claimers at ${jobs} jobs`, async () => {
    await submit(jobs, "small");
    const connections = await Promise.all(
      Array.from({ length: claimers }, () => connect(migrated.url, { poolSize: 2 })),
    );
    let done = 0;
    const samples: number[] = [];
    const sampling = (async () => {
      while (done < jobs) {
        samples.push(await openAttempts(small));
        await sleep(2);
      }
    })();
    await Promise.all(
      connections.map(async (connection) => {
        const worker = await newWorker();
        while (done < jobs) {
          const taken = await claim(connection, { worker, limit: 4, hosts: [large, small] });
          // SQLite answers without a turn of the event loop, which the others need.
          if (taken.length === 0) await sleep(1);
          // As soon as it is there, before anybody can have settled it.
          else samples.push(await openAttempts(small));
          for (const { attempt } of taken) {
            await markLaunched(connection, attempt, { id: "execution", startedAt: new Date() });
            await settle(connection, attempt, {
              verb: "complete",
              reason: "exited",
              exitCode: 0,
              finishedAt: null,
              error: null,
              stdout: "",
              stderr: "",
            });
            done += 1;
          }
        }
      }),
    );
    await sampling;
    await Promise.all(connections.map((connection) => connection.close()));
    expect(done).toBe(jobs);
    expect(Math.max(...samples)).toBe(most);
  });

  it("counts what is claimed at once", async () => {
    await submit(10, "small");
    const worker = await newWorker();
    expect(await claim(database, { worker, limit: 10, hosts: [small] })).toHaveLength(most);
    expect(await claim(database, { worker, limit: 10, hosts: [small] })).toEqual([]);
    await updateHost(database, "small", { maxJobs: most + 2 });
    expect(await claim(database, { worker, limit: 10, hosts: [small] })).toHaveLength(2);
    await updateHost(database, "small", { maxJobs: most });
    expect(await claim(database, { worker, limit: 10, hosts: [small] })).toEqual([]);
  });

  it("lets the jobs of other hosts go on, in their order", async () => {
    const first = await submit(5, "small", 90);
    const second = await submit(4, "local-process", 70);
    await submit(5, "small", 60);
    const third = await submit(4, "local-process", 50);
    const worker = await newWorker();
    const taken = await claim(database, { worker, limit: 9, hosts: [large, small] });
    const ids = taken.map(({ attempt }) => attempt.jobId);
    expect(ids).toEqual([...first.slice(0, most), ...second, ...third.slice(0, 2)]);
  });

  it("of an inactive host is none", async () => {
    await submit(1, "small");
    const [other] = await submit(1, "local-process");
    await updateHost(database, "small", { active: false });
    const worker = await newWorker();
    const claimed = async () => {
      const taken = await claim(database, { worker, limit: 9, hosts: [large, small] });
      return taken.map(({ attempt }) => attempt.jobId);
    };
    expect(await claimed()).toEqual([other]);
    await updateHost(database, "small", { active: true });
    expect(await claimed()).toHaveLength(1);
  });

  // It has one writer at a time.
  if (engine === "sqlite") return;

  it("is claimed while a caller's transaction has enqueued for it", async () => {
    await submit(1, "small");
    const transaction = await driverTransaction(migrated.url);
    await new Queue(database).enqueue(
      { command: ["true"], host: "small" },
      { transaction: transaction.connection },
    );
    const worker = await newWorker();
    expect(await claim(database, { worker, limit: 9, hosts: [small] })).toHaveLength(1);
    await transaction.end("commit");
    expect(await claim(database, { worker, limit: 9, hosts: [small] })).toHaveLength(1);
  });

  it("is no reason to wait for a claim that hangs", async () => {
    await submit(2, "small");
    const [other] = await submit(1, "local-process", 10);
    const worker = await newWorker();
    await claim(database, { worker, limit: 1, hosts: [small] });
    const hanging = await database.query.startTransaction().execute();
    await hanging.selectFrom("longshore_host").selectAll().where("host_id", "=", small).forUpdate().execute();
    const taken = await claim(database, { worker, limit: 9, hosts: [large, small] });
    expect(taken.map(({ attempt }) => attempt.jobId)).toEqual([other]);
    expect(await claim(database, { worker, limit: 9, hosts: [large, small] })).toEqual([]);
    await hanging.rollback().execute();
    expect(await claim(database, { worker, limit: 9, hosts: [large, small] })).toHaveLength(1);
  });
}
