/** What becomes of an attempt. */
import { describe, expect, it } from "vitest";
import { launchFailed } from "../../../src/queue/attempt/launch-failed.ts";
import { enqueue } from "../../../src/queue/enqueue.ts";
import type { Attempt } from "../../../src/queue/job/job.ts";
import { stats } from "../../../src/queue/stats.ts";
import { settle } from "../one-attempt.ts";
import { completed, type QueueBench, someJob } from "./bench.ts";

export function attempts(bench: QueueBench): void {
  describe("a launched job", () => {
    it("runs, then ends with its exit code and output", async () => {
      const id = await enqueue(bench.database, someJob);
      const assignment = await bench.launchOne();
      expect(await bench.queue.show(id)).toMatchObject({
        status: "running",
        queueStatus: "launched",
        isQueued: false,
      });
      await settle(bench.database, assignment.attempt, completed);
      const job = await bench.queue.show(id);
      expect(job).toMatchObject({ status: "completed", exitCode: 0, queueStatus: "launched" });
      expect(job.attempts).toMatchObject([
        { number: 1, reason: "exited", exitCode: 0, executionId: "execution" },
      ]);
      expect(job.completedAt).toBeInstanceOf(Date);
      const row = await bench.database.query
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
      const id = await enqueue(bench.database, someJob);
      const { attempt } = await bench.launchOne();
      await settle(bench.database, attempt, { ...completed, verb, exitCode: 3 });
      expect(await bench.queue.show(id)).toMatchObject({ status, exitCode: 3 });
    });

    it("is settled once", async () => {
      await enqueue(bench.database, someJob);
      const { attempt } = await bench.launchOne();
      await settle(bench.database, attempt, completed);
      await expect(settle(bench.database, attempt, { ...completed, verb: "fail" })).rejects.toMatchObject({
        code: "LEASE_LOST",
      });
      expect(await stats(bench.database)).toMatchObject({ completed: 1, failed: 0 });
    });
  });

  describe("a failed launch", () => {
    const failure = { reason: "engine_unreachable", message: "connection refused" } as const;
    const permanent = { reason: "image_not_found", message: "no such image" } as const;

    it("comes back after its backoff, until no attempt is left", async () => {
      const id = await enqueue(bench.database, { ...someJob, maxRetries: 2, retryStrategy: "aggressive" });
      expect(await launchFailed(bench.database, await bench.claimOne(), failure)).toBeTypeOf("number");
      const waitingJob = await bench.queue.show(id);
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

      await bench.queue.schedule(id);
      expect(await launchFailed(bench.database, await bench.claimOne(), failure)).toBeUndefined();
      expect(await bench.queue.show(id)).toMatchObject({
        status: "failed",
        queueStatus: "launch_failed",
        retryCount: 2,
        maxRetries: 2,
        isReadyToLaunch: false,
      });
      expect(await stats(bench.database)).toMatchObject({ failed: 1, launchFailed: 1, queued: 0 });
    });

    it("is given up at once where the error is permanent, and Django does not find the job ready", async () => {
      const id = await enqueue(bench.database, someJob);
      expect(await launchFailed(bench.database, await bench.claimOne(), permanent)).toBeUndefined();
      expect(await bench.queue.show(id)).toMatchObject({
        status: "failed",
        queueStatus: "launch_failed",
        retryCount: 1,
        maxRetries: 1,
      });
      expect(await bench.claimedIds(1)).toEqual([]);
    });

    it("can be retried by hand, and goes on counting", async () => {
      const id = await enqueue(bench.database, someJob);
      await launchFailed(bench.database, await bench.claimOne(), permanent);
      await bench.queue.retry(id, 2);
      expect(await bench.queue.show(id)).toMatchObject({
        status: "queued",
        retryCount: 1,
        maxRetries: 3,
        completedAt: null,
      });
      expect((await bench.claimOne()).attempt.number).toBe(2);
    });
  });
}
