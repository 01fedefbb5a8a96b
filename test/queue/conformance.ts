/** What the queue promises, on every database. */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CallerTransaction } from "../../src/database/caller-transaction.ts";
import { uuidParameter } from "../../src/database/codecs.ts";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { adopt } from "../../src/queue/adopt.ts";
import type { Assignment } from "../../src/queue/assignment.ts";
import { attemptsToStop, cancel } from "../../src/queue/cancel.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueue, enqueueMany } from "../../src/queue/enqueue.ts";
import { findJobId } from "../../src/queue/find-job.ts";
import { defaultHost } from "../../src/queue/hosts.ts";
import { installationId } from "../../src/queue/installation.ts";
import type { Attempt } from "../../src/queue/job.ts";
import type { JobSpec } from "../../src/queue/job-spec.ts";
import { launchFailed } from "../../src/queue/launch-failed.ts";
import { list } from "../../src/queue/list.ts";
import { changeLog, readLog, storedChunks } from "../../src/queue/log-chunks.ts";
import { markLaunched } from "../../src/queue/mark-launched.ts";
import { Queue } from "../../src/queue/queue.ts";
import { type Outcome, settle } from "../../src/queue/settle.ts";
import { stats } from "../../src/queue/stats.ts";
import { waiting } from "../../src/queue/waiting.ts";
import { heartbeat, registerWorker, retireWorker, type WorkerIdentity } from "../../src/queue/workers.ts";
import type { Engine } from "../support/databases.ts";
import { driverTransaction } from "../support/driver-transaction.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const someJob: JobSpec = { command: ["true"] };
const completed: Outcome = {
  verb: "complete",
  reason: "exited",
  exitCode: 0,
  finishedAt: null,
  error: null,
  stdout: "out",
  stderr: "err",
};

export function queueConformance(engine: Engine): void {
  let migrated: MigratedDatabase;
  let database: Database;
  let queue: Queue;
  let hosts: number[];
  let worker: WorkerIdentity;

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    database = migrated.database;
    queue = new Queue(database);
    hosts = [(await defaultHost(database, "process")).id];
  });
  afterAll(() => migrated?.drop());
  beforeEach(async () => {
    await database.query.deleteFrom("longshore_log_chunk").execute();
    await database.query.deleteFrom("longshore_attempt").execute();
    await database.query.deleteFrom("container_manager_containerjob").execute();
    worker = await newWorker();
  });

  async function newWorker(): Promise<WorkerIdentity> {
    const identity = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };
    await registerWorker(database, identity);
    return identity;
  }

  async function claimOne(by = worker): Promise<Assignment> {
    const [assignment] = await claim(database, { worker: by, limit: 1, hosts });
    if (!assignment) throw new Error("nothing was ready");
    return assignment;
  }

  async function launchOne(by = worker): Promise<Assignment> {
    const assignment = await claimOne(by);
    await markLaunched(database, assignment.attempt, { id: "execution", startedAt: new Date() });
    return assignment;
  }

  const claimedIds = async (limit: number) =>
    (await claim(database, { worker, limit, hosts })).map(({ attempt }) => attempt.jobId);

  async function clockOf(): Promise<Date> {
    const { rows } = await sql<{ now: Date }>`select ${database.now} as now`.execute(database.query);
    return rows[0]?.now as Date;
  }

  describe("enqueue", () => {
    it("writes a job that reads back as it was given", async () => {
      const at = new Date("2040-05-06T07:08:09.123Z");
      const job = await queue.enqueue({
        image: "python:3.13",
        command: ["python", "-c", "print('hi there')"],
        name: "näme",
        priority: 80,
        at,
        maxRetries: 7,
      });
      expect(job).toMatchObject({
        status: "queued",
        queueStatus: "scheduled",
        image: "python:3.13",
        command: ["python", "-c", "print('hi there')"],
        name: "näme",
        priority: 80,
        scheduledFor: at,
        retryCount: 0,
        maxRetries: 7,
        launchedAt: null,
        exitCode: null,
        isQueued: true,
        isReadyToLaunch: false,
        host: "local-docker",
        lastError: null,
        attempts: [],
      });
      expect(job.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(Math.abs((job.queuedAt as Date).getTime() - (await clockOf()).getTime())).toBeLessThan(10_000);
      expect(await queue.show(job.id)).toEqual(job);
    });

    it("delays by the database's clock", async () => {
      const job = await queue.enqueue({ ...someJob, delay: 60_000 });
      const delay = (job.scheduledFor as Date).getTime() - (job.queuedAt as Date).getTime();
      expect(delay).toBeGreaterThanOrEqual(59_999);
      expect(delay).toBeLessThan(61_000);
    });

    it("keeps the order of many, over several statements", async () => {
      const ids = await enqueueMany(
        database,
        Array.from({ length: 1_101 }, (_, i) => ({ command: ["echo", `${i}`] })),
      );
      expect(new Set(ids).size).toBe(1_101);
      expect(await claimedIds(1_101)).toEqual(ids);
    });

    it("takes all or none", async () => {
      await expect(enqueueMany(database, [someJob, { ...someJob, host: "nowhere" }])).rejects.toMatchObject({
        code: "HOST_NOT_FOUND",
      });
      expect(await list(database)).toEqual([]);
    });

    it("refuses bad input and unknown names, and writes nothing", async () => {
      await expect(enqueue(database, { ...someJob, priority: 101 })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
      await expect(enqueue(database, { ...someJob, template: "none" })).rejects.toMatchObject({
        code: "TEMPLATE_NOT_FOUND",
      });
      expect(await list(database)).toEqual([]);
    });

    it("is the caller's to commit or roll back, in a transaction of Kysely's", async () => {
      const transaction = await database.query.startTransaction().execute();
      const lost = await queue.enqueue(someJob, { transaction });
      await transaction.rollback().execute();
      await expect(queue.show(lost.id)).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });

      const kept = await database.query
        .transaction()
        .execute((own) => queue.enqueue(someJob, { transaction: own }));
      expect(await queue.show(kept.id)).toMatchObject({ status: "queued" });
    });
  });

  describe("enqueue in a transaction of the driver's own", () => {
    it.each(["commit", "rollback"] as const)("%s", async (end) => {
      const transaction = await driverTransaction(migrated.url);
      const job = await queue.enqueue(someJob, { transaction: transaction.connection });
      expect(job).toMatchObject({ status: "queued" });
      expect(await list(database)).toEqual([]);
      await transaction.end(end);
      expect((await list(database)).map(({ id }) => id)).toEqual(end === "commit" ? [job.id] : []);
    });

    it("refuses what is no connection to this kind of database", async () => {
      const transaction = {} as CallerTransaction;
      await expect(queue.enqueue(someJob, { transaction })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    });
  });

  describe("claim", () => {
    it("takes the highest priority first, then the oldest", async () => {
      const ids = await enqueueMany(
        database,
        [50, 20, 80, 50, 80, 0, 100].map((priority) => ({ ...someJob, priority })),
      );
      expect(await claimedIds(10)).toEqual([6, 2, 4, 0, 3, 1, 5].map((place) => ids[place]));
    });

    it("passes over what is not due, not queued, launched, exhausted, or another host's", async () => {
      await enqueue(database, { ...someJob, priority: 100, delay: 3_600_000 });
      const dequeued = await enqueue(database, { ...someJob, priority: 100 });
      await queue.dequeue(dequeued);
      await enqueue(database, { ...someJob, priority: 100, image: "busybox" });
      const exhausted = await enqueue(database, { ...someJob, priority: 100 });
      await database.query
        .updateTable("container_manager_containerjob")
        .set({ retry_count: 3 })
        .where("id", "=", uuidParameter(exhausted))
        .execute();
      await enqueue(database, { ...someJob, priority: 100 });
      await launchOne();
      const ready = await enqueue(database, someJob);
      expect(await claimedIds(10)).toEqual([ready]);
      expect(await claimedIds(10)).toEqual([]);
    });

    it("takes a scheduled job once it is due", async () => {
      const past = await enqueue(database, { ...someJob, at: new Date(Date.now() - 1_000) });
      expect(await claimedIds(1)).toEqual([past]);
    });

    it("takes a job that Django queued and left pending", async () => {
      const id = await enqueue(database, someJob);
      await database.query.updateTable("container_manager_containerjob").set({ status: "pending" }).execute();
      expect(await claimedIds(1)).toEqual([id]);
    });

    it("counts the attempt and opens it", async () => {
      const id = await enqueue(database, { ...someJob, env: { A: "1" }, timeout: 5, cpus: 0.5, memory: 64 });
      const assignment = await claimOne();
      expect(assignment).toMatchObject({
        attempt: { jobId: id, number: 1, workerId: worker.id },
        status: "launching",
        environment: { A: "1" },
        timeoutMs: 5_000,
        cpus: 0.5,
        memoryMb: 64,
        elapsedMs: 0,
      });
      const job = await queue.show(id);
      expect(job).toMatchObject({
        status: "launching",
        retryCount: 1,
        queueStatus: "queued",
        isReadyToLaunch: false,
      });
      expect(job.attempts).toMatchObject([{ number: 1, worker: worker.id, endedAt: null }]);
    });

    it("lets a template's environment be overridden", async () => {
      await database.query
        .insertInto("container_manager_environmentvariabletemplate")
        .values({
          name: "base",
          description: "",
          environment_variables_text: "A=template\n# note\nB=template",
          created_at: database.now,
          updated_at: database.now,
        })
        .execute();
      await enqueue(database, { ...someJob, template: "base", env: { B: "own" } });
      expect((await claimOne()).environment).toEqual({ A: "template", B: "own" });
    });

    it("gives no job to two workers", async () => {
      const ids = await enqueueMany(
        database,
        Array.from({ length: 200 }, () => someJob),
      );
      const connections = await Promise.all(Array.from({ length: 4 }, () => connect(migrated.url)));
      const claimed = await Promise.all(
        connections.map(async (connection) => {
          const own = await newWorker();
          const taken: string[] = [];
          for (;;) {
            const batch = await claim(connection, { worker: own, limit: 7, hosts });
            if (batch.length === 0) return taken;
            taken.push(...batch.map(({ attempt }) => attempt.jobId));
          }
        }),
      );
      await Promise.all(connections.map((connection) => connection.close()));
      expect(claimed.flat().sort()).toEqual([...ids].sort());
    });

    it("takes only the job that is asked for", async () => {
      const [, second] = await enqueueMany(database, [someJob, someJob]);
      const only = await claim(database, { worker, limit: 5, hosts, jobId: second as string });
      expect(only.map(({ attempt }) => attempt.jobId)).toEqual([second]);
    });
  });

  describe("a launched job", () => {
    it("runs, then ends with its exit code and output", async () => {
      const id = await enqueue(database, someJob);
      const assignment = await launchOne();
      expect(await queue.show(id)).toMatchObject({
        status: "running",
        queueStatus: "launched",
        isQueued: false,
      });
      await settle(database, assignment.attempt, completed);
      const job = await queue.show(id);
      expect(job).toMatchObject({ status: "completed", exitCode: 0, queueStatus: "launched" });
      expect(job.attempts).toMatchObject([
        { number: 1, reason: "exited", exitCode: 0, executionId: "execution" },
      ]);
      expect(job.completedAt).toBeInstanceOf(Date);
      const row = await database.query
        .selectFrom("container_manager_containerjob")
        .select(["stdout_log", "stderr_log", "clean_output"])
        .executeTakeFirst();
      expect(row).toEqual({ stdout_log: "out", stderr_log: "err", clean_output: "out" });
    });

    it.each([
      ["fail", "failed"],
      ["timeOut", "timeout"],
      ["confirmCancel", "cancelled"],
    ] as const)("that is told to %s is %s", async (verb, status) => {
      const id = await enqueue(database, someJob);
      const { attempt } = await launchOne();
      await settle(database, attempt, { ...completed, verb, exitCode: 3 });
      expect(await queue.show(id)).toMatchObject({ status, exitCode: 3 });
    });

    it("is settled once", async () => {
      await enqueue(database, someJob);
      const { attempt } = await launchOne();
      await settle(database, attempt, completed);
      await expect(settle(database, attempt, { ...completed, verb: "fail" })).rejects.toMatchObject({
        code: "LEASE_LOST",
      });
      expect(await stats(database)).toMatchObject({ completed: 1, failed: 0 });
    });
  });

  describe("a failed launch", () => {
    const failure = {
      reason: "engine_unreachable",
      message: "connection refused",
      errorClass: "transient",
    } as const;

    it("comes back after its backoff, until no attempt is left", async () => {
      const id = await enqueue(database, { ...someJob, maxRetries: 2, retryStrategy: "aggressive" });
      expect(await launchFailed(database, await claimOne(), failure)).toBe(true);
      const waitingJob = await queue.show(id);
      expect(waitingJob).toMatchObject({
        status: "retrying",
        retryCount: 1,
        lastError: "connection refused",
      });
      const wait =
        (waitingJob.scheduledFor as Date).getTime() -
        ((waitingJob.attempts[0] as Attempt).endedAt as Date).getTime();
      expect(wait).toBeGreaterThanOrEqual(-1);
      expect(wait).toBeLessThanOrEqual(1_001);

      await queue.schedule(id);
      expect(await launchFailed(database, await claimOne(), failure)).toBe(false);
      expect(await queue.show(id)).toMatchObject({
        status: "failed",
        queueStatus: "launch_failed",
        retryCount: 2,
        maxRetries: 2,
        isReadyToLaunch: false,
      });
      expect(await stats(database)).toMatchObject({ failed: 1, launchFailed: 1, queued: 0 });
    });

    it("is given up at once where the error is permanent, and Django does not find the job ready", async () => {
      const id = await enqueue(database, someJob);
      expect(await launchFailed(database, await claimOne(), { ...failure, errorClass: "permanent" })).toBe(
        false,
      );
      expect(await queue.show(id)).toMatchObject({
        status: "failed",
        queueStatus: "launch_failed",
        retryCount: 1,
        maxRetries: 1,
      });
      expect(await claimedIds(1)).toEqual([]);
    });

    it("can be retried by hand, and goes on counting", async () => {
      const id = await enqueue(database, someJob);
      await launchFailed(database, await claimOne(), { ...failure, errorClass: "permanent" });
      await queue.retry(id, 2);
      expect(await queue.show(id)).toMatchObject({
        status: "queued",
        retryCount: 1,
        maxRetries: 3,
        completedAt: null,
      });
      expect((await claimOne()).attempt.number).toBe(2);
    });
  });

  describe("ownership", () => {
    it("passes to another worker when the lease has run out, and only then", async () => {
      const id = await enqueue(database, someJob);
      const { attempt } = await launchOne();
      const second = await newWorker();
      const options = { worker: second, lease: 30_000, limit: 10 };
      await heartbeat(database, worker);
      expect(await adopt(database, options)).toEqual([]);

      await database.query
        .updateTable("longshore_worker")
        .set({ heartbeat_at: database.after(-31_000) })
        .where("id", "=", uuidParameter(worker.id))
        .execute();
      const [adopted] = await adopt(database, options);
      expect(adopted).toMatchObject({
        attempt: { jobId: id, number: 1, workerId: second.id },
        status: "running",
        executionId: "execution",
      });

      for (const write of [
        () => settle(database, attempt, completed),
        () => markLaunched(database, attempt, { id: "other", startedAt: new Date() }),
        () =>
          changeLog(database, attempt, {
            write: [{ sequence: 1, stream: "stdout", data: Buffer.from("x"), cursor: "1" }],
          }),
      ]) {
        await expect(write()).rejects.toMatchObject({ code: "LEASE_LOST" });
      }
      expect(await queue.show(id)).toMatchObject({ status: "running" });
      expect(await readLog(database, id)).toEqual([]);
      await settle(database, { ...attempt, workerId: second.id }, completed);
    });

    it("of a worker that signed off may be taken at once, by one of several", async () => {
      await enqueueMany(database, [someJob, someJob]);
      await launchOne();
      await claimOne();
      await retireWorker(database, worker.id);
      const others = await Promise.all([newWorker(), newWorker(), newWorker()]);
      const adopted = await Promise.all(
        others.map((other) => adopt(database, { worker: other, lease: 30_000, limit: 10 })),
      );
      expect(adopted.flat()).toHaveLength(2);
      expect(new Set(adopted.flat().map(({ attempt }) => attempt.jobId)).size).toBe(2);
    });

    it("of local processes stays on their machine", async () => {
      await enqueue(database, someJob);
      await launchOne();
      await retireWorker(database, worker.id);
      const elsewhere = { ...(await newWorker()), node: "elsewhere" };
      expect(await adopt(database, { worker: elsewhere, lease: 30_000, limit: 10 })).toEqual([]);
    });

    it("tells how long an adopted job has run", async () => {
      await enqueue(database, { ...someJob, timeout: 100 });
      await launchOne();
      await database.query
        .updateTable("longshore_attempt")
        .set({ started_at: database.after(-40_000) })
        .execute();
      await retireWorker(database, worker.id);
      const [adopted] = await adopt(database, { worker: await newWorker(), lease: 30_000, limit: 1 });
      expect(adopted?.elapsedMs).toBeGreaterThanOrEqual(39_999);
      expect(adopted?.elapsedMs).toBeLessThan(50_000);
    });
  });

  describe("cancel", () => {
    it("ends a waiting job at once, and Django does not find it queued", async () => {
      const id = await enqueue(database, someJob);
      expect(await cancel(database, id)).toBe("cancelled");
      expect(await queue.show(id)).toMatchObject({
        status: "cancelled",
        queueStatus: "not_queued",
        isQueued: false,
      });
      expect(await claimedIds(1)).toEqual([]);
    });

    it("asks the worker of a running job to stop it", async () => {
      const id = await enqueue(database, someJob);
      const { attempt } = await launchOne();
      expect(await attemptsToStop(database, worker.id)).toEqual([]);
      expect(await cancel(database, id)).toBe("requested");
      expect(await attemptsToStop(database, worker.id)).toEqual([{ jobId: id, number: 1 }]);
      await settle(database, attempt, { ...completed, verb: "confirmCancel" });
      expect(await queue.show(id)).toMatchObject({ status: "cancelled" });
    });

    it("notices that Django has ended a running job by itself", async () => {
      const id = await enqueue(database, someJob);
      await launchOne();
      await database.query
        .updateTable("container_manager_containerjob")
        .set({ status: "cancelled" })
        .execute();
      expect(await attemptsToStop(database, worker.id)).toEqual([{ jobId: id, number: 1 }]);
    });

    it("lets a status stand that Django gives while the job is launched", async () => {
      const id = await enqueue(database, someJob);
      const { attempt } = await claimOne();
      await database.query
        .updateTable("container_manager_containerjob")
        .set({ status: "cancelled" })
        .execute();
      await markLaunched(database, attempt, { id: "execution", startedAt: new Date() });
      expect(await attemptsToStop(database, worker.id)).toEqual([{ jobId: id, number: 1 }]);
      await settle(database, attempt, { ...completed, verb: "confirmCancel" });
      const job = await queue.show(id);
      expect(job).toMatchObject({ status: "cancelled", attempts: [{ executionId: "execution" }] });
      expect(job.attempts[0]?.endedAt).toBeInstanceOf(Date);
    });

    it("refuses what has ended", async () => {
      const id = await enqueue(database, someJob);
      await settle(database, (await launchOne()).attempt, completed);
      await expect(cancel(database, id)).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
      expect(await queue.show(id)).toMatchObject({ status: "completed" });
    });
  });

  describe("the users' verbs", () => {
    it("dequeue and schedule", async () => {
      const id = await enqueue(database, someJob);
      await queue.dequeue(id);
      expect(await queue.show(id)).toMatchObject({
        status: "pending",
        queueStatus: "not_queued",
        queuedAt: null,
      });
      await queue.schedule(id, new Date("2040-01-01T00:00:00Z"));
      expect(await queue.show(id)).toMatchObject({ status: "queued", queueStatus: "scheduled" });
    });

    it("reprioritize", async () => {
      const [first, second] = (await enqueueMany(database, [someJob, someJob])) as [string, string];
      await queue.reprioritize(second, 51);
      expect(await claimedIds(2)).toEqual([second, first]);
      await expect(queue.reprioritize(first, 101)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect(queue.reprioritize(first, 10)).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    });

    it("retry refuses what has not failed", async () => {
      const id = await enqueue(database, someJob);
      await expect(queue.retry(id)).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    });
  });

  describe("finding a job", () => {
    it("by its id in any form, or by its beginning", async () => {
      const id = await enqueue(database, someJob);
      for (const given of [id, id.toUpperCase(), id.replaceAll("-", ""), id.slice(0, 8), id.slice(0, 15)]) {
        expect(await findJobId(database, given)).toBe(id);
      }
    });

    it("says what is wrong with an id", async () => {
      await enqueueMany(
        database,
        Array.from({ length: 40 }, () => someJob),
      );
      const [first] = await list(database);
      const letter = first?.id[0] as string;
      const sameLetter = (await list(database)).filter(({ id }) => id.startsWith(letter));
      if (sameLetter.length > 1) {
        await expect(findJobId(database, letter)).rejects.toMatchObject({ code: "AMBIGUOUS_JOB_ID" });
      }
      await expect(findJobId(database, "xyz")).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect(findJobId(database, randomUUID())).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
    });
  });

  describe("list", () => {
    it("goes through all jobs by pages, newest first, each once", async () => {
      for (let i = 0; i < 3; i += 1)
        await enqueueMany(
          database,
          Array.from({ length: 9 }, () => someJob),
        );
      const seen: string[] = [];
      for (;;) {
        const after = seen.at(-1);
        const page = await list(database, { limit: 4, ...(after !== undefined && { after }) });
        if (page.length === 0) break;
        seen.push(...page.map(({ id }) => id));
      }
      expect(seen).toHaveLength(27);
      expect(new Set(seen).size).toBe(27);
      const times = (await list(database, { limit: 100 })).map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
    });

    it("filters", async () => {
      const odd = await enqueue(database, { ...someJob, name: "100%_!odd" });
      const other = await enqueue(database, { image: "busybox:1", command: [], name: "100 plain" });
      await cancel(database, other);
      const ids = async (filter: Parameters<typeof list>[1]) =>
        (await list(database, filter)).map(({ id }) => id);
      expect(await ids({ name: "0%_!o" })).toEqual([odd]);
      expect(await ids({ image: "busybox" })).toEqual([other]);
      expect(await ids({ status: ["cancelled", "failed"] })).toEqual([other]);
      expect(await ids({ host: "local-process" })).toEqual([odd]);
      expect(await ids({ since: new Date(Date.now() + 3_600_000) })).toEqual([]);
    });
  });

  describe("stats and waiting", () => {
    it("count each state", async () => {
      await enqueueMany(database, [someJob, someJob, { ...someJob, delay: 60_000 }]);
      expect(await stats(database)).toEqual({
        pending: 0,
        queued: 2,
        scheduled: 1,
        launching: 0,
        running: 0,
        completed: 0,
        failed: 0,
        timeout: 0,
        cancelled: 0,
        launchFailed: 0,
      });
      expect(await waiting(database, hosts)).toEqual({ count: 3, dueInMs: 0 });
      await claimOne();
      await launchOne();
      expect(await stats(database)).toMatchObject({ queued: 0, scheduled: 1, launching: 1, running: 1 });
      const left = await waiting(database, hosts);
      expect(left.count).toBe(1);
      expect(left.dueInMs).toBeGreaterThan(50_000);
    });
  });

  describe("log chunks", () => {
    it("are read in order, from any place, byte for byte", async () => {
      const id = await enqueue(database, someJob);
      const { attempt } = await launchOne();
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const first = [
        { sequence: 1, stream: "stdout", data: bytes, cursor: "a" },
        { sequence: 2, stream: "stderr", data: Buffer.from("err"), cursor: "b" },
      ] as const;
      await changeLog(database, attempt, { write: first });
      const more = [{ sequence: 3, stream: "stdout", data: Buffer.from("end"), cursor: "c" }] as const;
      await changeLog(database, attempt, { write: more });
      const chunks = await readLog(database, id);
      expect(chunks.map(({ sequence, stream }) => [sequence, stream])).toEqual([
        [1, "stdout"],
        [2, "stderr"],
        [3, "stdout"],
      ]);
      expect(Buffer.from(chunks[0]?.data as Uint8Array).equals(bytes)).toBe(true);
      expect(
        (await readLog(database, id, { attempt: 1, sequence: 2 })).map(({ sequence }) => sequence),
      ).toEqual([3]);
      expect(await storedChunks(database, attempt)).toEqual([
        { sequence: 1, cursor: "a", bytes: 256 },
        { sequence: 2, cursor: "b", bytes: 3 },
        { sequence: 3, cursor: "c", bytes: 3 },
      ]);

      // Room is made and used in one step.
      const last = [{ sequence: 4, stream: "stdout", data: Buffer.from("tail"), cursor: "d" }] as const;
      await changeLog(database, attempt, { remove: [2, 4], write: last });
      expect((await readLog(database, id)).map(({ sequence }) => sequence)).toEqual([1, 4]);
    });
  });

  it("keeps one installation id, whoever asks first", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => installationId(database)));
    expect(new Set(ids).size).toBe(1);
  });
}
