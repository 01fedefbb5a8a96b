/** Putting jobs into the queue. */
import { describe, expect, it } from "vitest";
import type { CallerTransaction } from "../../../src/database/caller-transaction.ts";
import { enqueue, enqueueMany } from "../../../src/queue/enqueue.ts";
import { list } from "../../../src/queue/list.ts";
import { driverTransaction } from "../../support/driver-transaction.ts";
import { type QueueBench, someJob } from "./bench.ts";

export function enqueueing(bench: QueueBench): void {
  describe("enqueue", () => {
    it("writes a job that reads back as it was given", async () => {
      const at = new Date("2040-05-06T07:08:09.123Z");
      const job = await bench.queue.enqueue({
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
      expect(Math.abs((job.queuedAt as Date).getTime() - (await bench.clockOf()).getTime())).toBeLessThan(
        10_000,
      );
      expect(await bench.queue.show(job.id)).toEqual(job);
    });

    it("delays by the database's clock", async () => {
      const job = await bench.queue.enqueue({ ...someJob, delay: 60_000 });
      const delay = (job.scheduledFor as Date).getTime() - (job.queuedAt as Date).getTime();
      expect(delay).toBeGreaterThanOrEqual(59_999);
      expect(delay).toBeLessThan(61_000);
    });

    it("keeps the order of many, over several statements", async () => {
      const ids = await enqueueMany(
        bench.database,
        Array.from({ length: 1_101 }, (_, i) => ({ command: ["echo", `${i}`] })),
      );
      expect(new Set(ids).size).toBe(1_101);
      expect(await bench.claimedIds(1_101)).toEqual(ids);
    });

    it("takes all or none", async () => {
      await expect(
        enqueueMany(bench.database, [someJob, { ...someJob, host: "nowhere" }]),
      ).rejects.toMatchObject({
        code: "HOST_NOT_FOUND",
      });
      expect(await list(bench.database)).toEqual([]);
    });

    it("refuses bad input and unknown names, and writes nothing", async () => {
      await expect(enqueue(bench.database, { ...someJob, priority: 101 })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
      await expect(enqueue(bench.database, { ...someJob, template: "none" })).rejects.toMatchObject({
        code: "TEMPLATE_NOT_FOUND",
      });
      expect(await list(bench.database)).toEqual([]);
    });

    it("is the caller's to commit or roll back, in a transaction of Kysely's", async () => {
      const transaction = await bench.database.query.startTransaction().execute();
      const lost = await bench.queue.enqueue(someJob, { transaction });
      await transaction.rollback().execute();
      await expect(bench.queue.show(lost.id)).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });

      const kept = await bench.database.query
        .transaction()
        .execute((own) => bench.queue.enqueue(someJob, { transaction: own }));
      expect(await bench.queue.show(kept.id)).toMatchObject({ status: "queued" });
    });
  });

  describe("enqueue in a transaction of the driver's own", () => {
    it.each(["commit", "rollback"] as const)("%s", async (end) => {
      const transaction = await driverTransaction(bench.url);
      const job = await bench.queue.enqueue(someJob, { transaction: transaction.connection });
      expect(job).toMatchObject({ status: "queued" });
      expect(await list(bench.database)).toEqual([]);
      await transaction.end(end);
      expect((await list(bench.database)).map(({ id }) => id)).toEqual(end === "commit" ? [job.id] : []);
    });

    it("refuses what is no connection to this kind of database", async () => {
      const transaction = {} as CallerTransaction;
      await expect(bench.queue.enqueue(someJob, { transaction })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    });
  });
}
