/** A job that somebody puts back into the queue while it runs, by an update of its row. */
import { describe, expect, it } from "vitest";
import { uuidParameter } from "../../../src/database/codecs.ts";
import { adopt } from "../../../src/queue/attempt/adopt.ts";
import { attemptsToStop } from "../../../src/queue/cancel.ts";
import { enqueue } from "../../../src/queue/enqueue.ts";
import { retireWorker } from "../../../src/queue/workers/workers.ts";
import { settle } from "../one-attempt.ts";
import { completed, type QueueBench, someJob } from "./bench.ts";

const stopped = { ...completed, verb: "confirmCancel", reason: "requeued", exitCode: 143 } as const;

export function puttingBack(bench: QueueBench): void {
  /** As Django does, where somebody has the job begin anew. */
  const putBack = (changes: { retry_count?: number } = {}) =>
    bench.database.query
      .updateTable("container_manager_containerjob")
      .set({ status: "queued", queued_at: bench.database.now, launched_at: null, ...changes })
      .execute();

  describe("a job that is put back while it runs", () => {
    it("is not claimed before its attempt has ended", async () => {
      const id = await enqueue(bench.database, someJob);
      const { attempt } = await bench.launchOne();
      await putBack();
      expect(await bench.claimedIds(1)).toEqual([]);
      expect(await attemptsToStop(bench.database, bench.worker.id)).toEqual([
        { jobId: id, number: 1, intent: "requeued" },
      ]);
      await settle(bench.database, attempt, stopped);
      expect(await bench.queue.show(id)).toMatchObject({ status: "queued", exitCode: null });
      expect((await bench.claimOne()).attempt.number).toBe(2);
      const { attempts } = await bench.queue.show(id);
      expect(attempts.map(({ reason }) => reason)).toEqual(["requeued", null]);
    });

    it("goes on with the numbers of its attempts, though their count was reset", async () => {
      const id = await enqueue(bench.database, someJob);
      const { attempt } = await bench.launchOne();
      await putBack({ retry_count: 0 });
      await settle(bench.database, attempt, stopped);
      expect((await bench.claimOne()).attempt.number).toBe(2);
      expect(await bench.queue.show(id)).toMatchObject({ status: "launching", retryCount: 2 });
    });

    it("is adopted where its worker has died, though the count was reset", async () => {
      const id = await enqueue(bench.database, someJob);
      await bench.launchOne();
      await putBack({ retry_count: 0 });
      await retireWorker(bench.database, bench.worker.id);
      const other = await bench.newWorker();
      const adopted = await adopt(bench.database, { worker: other, lease: 30_000, limit: 10 });
      expect(adopted).toMatchObject([
        { attempt: { jobId: id, number: 1 }, status: "queued", executionId: "execution" },
      ]);
    });

    it("keeps no other job from being claimed", async () => {
      const id = await enqueue(bench.database, { ...someJob, priority: 80 });
      await bench.launchOne();
      await putBack({ retry_count: 0 });
      const other = await enqueue(bench.database, someJob);
      expect((await bench.claimOne()).attempt.jobId).toBe(other);
      const { status } = await bench.database.query
        .selectFrom("container_manager_containerjob")
        .select("status")
        .where("id", "=", uuidParameter(id))
        .executeTakeFirstOrThrow();
      expect(status).toBe("queued");
    });
  });
}
