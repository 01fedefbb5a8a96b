/** The users' verbs. */
import { describe, expect, it } from "vitest";
import { attemptsToStop, cancel } from "../../../src/queue/cancel.ts";
import { enqueue, enqueueMany } from "../../../src/queue/enqueue.ts";
import { markLaunched, settle } from "../one-attempt.ts";
import { completed, type QueueBench, someJob } from "./bench.ts";

export function usersVerbs(bench: QueueBench): void {
  describe("cancel", () => {
    it("ends a waiting job at once, and Django does not find it queued", async () => {
      const id = await enqueue(bench.database, someJob);
      expect(await cancel(bench.database, id)).toBe("cancelled");
      expect(await bench.queue.show(id)).toMatchObject({
        status: "cancelled",
        queueStatus: "not_queued",
        isQueued: false,
      });
      expect(await bench.claimedIds(1)).toEqual([]);
    });

    it("asks the worker of a running job to stop it", async () => {
      const id = await enqueue(bench.database, someJob);
      const { attempt } = await bench.launchOne();
      expect(await attemptsToStop(bench.database, bench.worker.id)).toEqual([]);
      expect(await cancel(bench.database, id)).toBe("requested");
      expect(await attemptsToStop(bench.database, bench.worker.id)).toEqual([
        { jobId: id, number: 1, intent: "cancelled" },
      ]);
      await settle(bench.database, attempt, { ...completed, verb: "confirmCancel" });
      expect(await bench.queue.show(id)).toMatchObject({ status: "cancelled" });
    });

    it("notices that Django has ended a running job by itself", async () => {
      const id = await enqueue(bench.database, someJob);
      await bench.launchOne();
      await bench.database.query
        .updateTable("container_manager_containerjob")
        .set({ status: "cancelled" })
        .execute();
      expect(await attemptsToStop(bench.database, bench.worker.id)).toEqual([
        { jobId: id, number: 1, intent: "cancelled" },
      ]);
    });

    it("lets a status stand that Django gives while the job is launched", async () => {
      const id = await enqueue(bench.database, someJob);
      const { attempt } = await bench.claimOne();
      await bench.database.query
        .updateTable("container_manager_containerjob")
        .set({ status: "cancelled" })
        .execute();
      await markLaunched(bench.database, attempt, { id: "execution", startedAt: new Date() });
      expect(await attemptsToStop(bench.database, bench.worker.id)).toEqual([
        { jobId: id, number: 1, intent: "cancelled" },
      ]);
      await settle(bench.database, attempt, { ...completed, verb: "confirmCancel" });
      const job = await bench.queue.show(id);
      expect(job).toMatchObject({ status: "cancelled", attempts: [{ executionId: "execution" }] });
      expect(job.attempts[0]?.endedAt).toBeInstanceOf(Date);
    });

    it("refuses what has ended", async () => {
      const id = await enqueue(bench.database, someJob);
      await settle(bench.database, (await bench.launchOne()).attempt, completed);
      await expect(cancel(bench.database, id)).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
      expect(await bench.queue.show(id)).toMatchObject({ status: "completed" });
    });
  });

  describe("the users' verbs", () => {
    it("dequeue and schedule", async () => {
      const id = await enqueue(bench.database, someJob);
      await bench.queue.dequeue(id);
      expect(await bench.queue.show(id)).toMatchObject({
        status: "pending",
        queueStatus: "not_queued",
        queuedAt: null,
      });
      await bench.queue.schedule(id, new Date("2040-01-01T00:00:00Z"));
      expect(await bench.queue.show(id)).toMatchObject({ status: "queued", queueStatus: "scheduled" });
    });

    it("reprioritize", async () => {
      const [first, second] = (await enqueueMany(bench.database, [someJob, someJob])) as [string, string];
      await bench.queue.reprioritize(second, 51);
      expect(await bench.claimedIds(2)).toEqual([second, first]);
      await expect(bench.queue.reprioritize(first, 101)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect(bench.queue.reprioritize(first, 10)).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    });

    it("retry refuses what has not failed", async () => {
      const id = await enqueue(bench.database, someJob);
      await expect(bench.queue.retry(id)).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    });
  });
}
