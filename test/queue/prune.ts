/** Retention, on every database: what is deleted, what stays, and that no claim waits. */
import { randomUUID } from "node:crypto";
import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { uuidParameter } from "../../src/database/codecs.ts";
import type { Database } from "../../src/database/database.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueue, enqueueMany } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import type { Status } from "../../src/queue/job/states.ts";
import { list } from "../../src/queue/list.ts";
import { prune } from "../../src/queue/prune.ts";
import { registerWorker } from "../../src/queue/workers/workers.ts";
import type { Engine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const hour = 3_600_000;

export function pruning(engine: Engine): void {
  let migrated: MigratedDatabase;
  let database: Database;
  let hosts: number[];
  const worker = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    database = migrated.database;
    hosts = [(await defaultHost(database, "process")).id];
    await registerWorker(database, worker);
  });
  afterAll(() => migrated?.drop());
  beforeEach(async () => {
    await database.query.deleteFrom("longshore_log_chunk").execute();
    await database.query.deleteFrom("longshore_attempt").execute();
    await database.query.deleteFrom("container_manager_containerjob").execute();
  });

  /** Jobs with an attempt and a piece of output each, which ended so long ago. */
  async function endedJobs(count: number, status: Status, hoursAgo: number): Promise<string[]> {
    const specs = Array.from({ length: count }, () => ({ command: ["true"] }));
    const ids = await enqueueMany(database, specs);
    for (let start = 0; start < count; start += 500) {
      const part = ids.slice(start, start + 500).map(uuidParameter);
      const at = database.after(-hoursAgo * hour);
      await database.query
        .updateTable("container_manager_containerjob")
        .set({ status, created_at: database.after(-9 * hour), launched_at: at, completed_at: at })
        .where("id", "in", part)
        .execute();
      const attempt = { worker_id: uuidParameter(worker.id), host_id: 1, node: "", execution_id: "" };
      await database.query
        .insertInto("longshore_attempt")
        .values(part.map((job_id) => ({ ...attempt, job_id, number: 1, claimed_at: at, ended_at: at })))
        .execute();
      const chunk = { attempt: 1, sequence: 1, stream: "stdout", data: Buffer.from("x"), cursor: "" };
      await database.query
        .insertInto("longshore_log_chunk")
        .values(part.map((job_id) => ({ ...chunk, job_id, written_at: at })))
        .execute();
    }
    return ids;
  }

  const left = async () => ({
    jobs: (await list(database, { limit: 1_000 })).map(({ id }) => id).sort(),
    attempts: (await database.query.selectFrom("longshore_attempt").select("job_id").execute()).length,
    chunks: (await database.query.selectFrom("longshore_log_chunk").select("job_id").execute()).length,
  });

  it("deletes what ended long ago, with attempts and output, and nothing else", async () => {
    for (const status of ["completed", "failed", "timeout", "cancelled"] as const) {
      await endedJobs(2, status, 3);
    }
    const young = await endedJobs(2, "completed", 1);
    const running = await endedJobs(1, "running", 3);
    const waiting = await enqueue(database, { command: ["true"] });
    expect(await prune(database, { olderThan: 2 * hour })).toEqual({ jobs: 8, attempts: 8 });
    const jobs = [...young, ...running, waiting].sort();
    expect(await left()).toEqual({ jobs, attempts: 3, chunks: 3 });
  });

  it("deletes only what ended as it is told", async () => {
    await endedJobs(2, "completed", 3);
    const failed = await endedJobs(2, "failed", 3);
    expect(await prune(database, { olderThan: hour, statuses: ["completed"] })).toEqual({
      jobs: 2,
      attempts: 2,
    });
    expect((await left()).jobs).toEqual([...failed].sort());
  });

  it("goes on over many batches", async () => {
    await endedJobs(2_200, "completed", 3);
    expect(await prune(database, { olderThan: hour })).toEqual({ jobs: 2_200, attempts: 2_200 });
    expect(await left()).toEqual({ jobs: [], attempts: 0, chunks: 0 });
  });

  it("deletes what is left of jobs that Django deleted, unless a worker still has them", async () => {
    await endedJobs(3, "completed", 0);
    const [open] = await enqueueMany(database, [{ command: ["true"] }]);
    await claim(database, { worker, limit: 1, hosts });
    await database.query.deleteFrom("container_manager_containerjob").execute();
    expect(await prune(database, { olderThan: hour })).toEqual({ jobs: 0, attempts: 3 });
    const attempts = await database.query.selectFrom("longshore_attempt").select("job_id").execute();
    expect(attempts).toEqual([{ job_id: open }]);
    // Neither its age nor that its worker is gone is enough: it may be running still.
    const claimedAt = database.query
      .updateTable("longshore_attempt")
      .set({ claimed_at: database.after(-2 * hour) });
    await claimedAt.execute();
    expect(await prune(database, { olderThan: hour })).toEqual({ jobs: 0, attempts: 0 });
    await database.query.deleteFrom("longshore_worker").execute();
    expect(await prune(database, { olderThan: 3 * hour })).toEqual({ jobs: 0, attempts: 0 });
    expect(await prune(database, { olderThan: hour })).toEqual({ jobs: 0, attempts: 1 });
    await registerWorker(database, worker);
  });

  // It has one writer at a time.
  if (engine === "sqlite") return;

  it("keeps no claim waiting: after each of its statements one goes on, whatever is locked by then", async () => {
    await endedJobs(1_200, "completed", 3);
    await enqueueMany(
      database,
      Array.from({ length: 50 }, () => ({ command: ["true"] })),
    );
    const claimed: number[] = [];
    const claiming: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        claimed.push((await claim(database, { worker, limit: 1, hosts })).length);
        return result;
      },
    };
    await prune(database.over(database.query.withPlugin(claiming)), { olderThan: hour });
    expect(claimed.length).toBeGreaterThan(5);
    expect(claimed).toEqual(claimed.map(() => 1));
    expect(await left()).toMatchObject({ attempts: claimed.length });
  });

  it("passes over a job that somebody has locked", async () => {
    const [locked] = await endedJobs(3, "completed", 3);
    const transaction = await database.query.startTransaction().execute();
    await transaction
      .selectFrom("container_manager_containerjob")
      .select("id")
      .where("id", "=", uuidParameter(locked as string))
      .forUpdate()
      .execute();
    expect(await prune(database, { olderThan: hour })).toEqual({ jobs: 2, attempts: 2 });
    await transaction.rollback().execute();
    expect(await prune(database, { olderThan: hour })).toEqual({ jobs: 1, attempts: 1 });
  });
}
