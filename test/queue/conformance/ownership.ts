/** Whose an attempt is. */
import { describe, expect, it } from "vitest";
import { uuidParameter } from "../../../src/database/codecs.ts";
import { adopt } from "../../../src/queue/attempt/adopt.ts";
import { enqueue, enqueueMany } from "../../../src/queue/enqueue.ts";
import { changeLog, readLog } from "../../../src/queue/output/log-chunks.ts";
import { heartbeat, retireWorker } from "../../../src/queue/workers/workers.ts";
import { markLaunched, settle } from "../one-attempt.ts";
import { completed, type QueueBench, someJob } from "./bench.ts";

export function ownership(bench: QueueBench): void {
  describe("ownership", () => {
    it("passes to another worker when the lease has run out, and only then", async () => {
      const id = await enqueue(bench.database, someJob);
      const { attempt } = await bench.launchOne();
      const second = await bench.newWorker();
      const options = { worker: second, lease: 30_000, limit: 10 };
      await heartbeat(bench.database, bench.worker);
      expect(await adopt(bench.database, options)).toEqual([]);

      await bench.database.query
        .updateTable("longshore_worker")
        .set({ heartbeat_at: bench.database.after(-31_000) })
        .where("id", "=", uuidParameter(bench.worker.id))
        .execute();
      const [adopted] = await adopt(bench.database, options);
      expect(adopted).toMatchObject({
        attempt: { jobId: id, number: 1, workerId: second.id },
        status: "running",
        executionId: "execution",
      });

      for (const write of [
        () => settle(bench.database, attempt, completed),
        () => markLaunched(bench.database, attempt, { id: "other", startedAt: new Date() }),
        () =>
          changeLog(bench.database, attempt, {
            write: [{ sequence: 1, stream: "stdout", data: Buffer.from("x"), cursor: "1" }],
          }),
      ]) {
        await expect(write()).rejects.toMatchObject({ code: "LEASE_LOST" });
      }
      expect(await bench.queue.show(id)).toMatchObject({ status: "running" });
      expect(await readLog(bench.database, id)).toEqual([]);
      await settle(bench.database, { ...attempt, workerId: second.id }, completed);
    });

    it("of a worker that signed off may be taken at once, by one of several", async () => {
      await enqueueMany(bench.database, [someJob, someJob]);
      await bench.launchOne();
      await bench.claimOne();
      await retireWorker(bench.database, bench.worker.id);
      const others = await Promise.all([bench.newWorker(), bench.newWorker(), bench.newWorker()]);
      const adopted = await Promise.all(
        others.map((other) => adopt(bench.database, { worker: other, lease: 30_000, limit: 10 })),
      );
      expect(adopted.flat()).toHaveLength(2);
      expect(new Set(adopted.flat().map(({ attempt }) => attempt.jobId)).size).toBe(2);
    });

    it("comes back to a worker that knows nothing of it, but not while it has it in hand", async () => {
      const id = await enqueue(bench.database, someJob);
      // The answer to this was lost.
      const { attempt } = await bench.claimOne();
      await bench.database.query
        .updateTable("longshore_worker")
        .set({ heartbeat_at: bench.database.after(-31_000) })
        .execute();
      const options = { worker: bench.worker, lease: 30_000, limit: 10 };
      expect(await adopt(bench.database, { ...options, inHand: [id] })).toEqual([]);
      expect(await adopt(bench.database, options)).toMatchObject([{ attempt, untried: false }]);
      await heartbeat(bench.database, bench.worker);
      expect(await adopt(bench.database, options)).toHaveLength(1);
    });

    it("of local processes stays on their machine", async () => {
      await enqueue(bench.database, someJob);
      await bench.launchOne();
      await retireWorker(bench.database, bench.worker.id);
      const elsewhere = { ...(await bench.newWorker()), node: "elsewhere" };
      expect(await adopt(bench.database, { worker: elsewhere, lease: 30_000, limit: 10 })).toEqual([]);
    });

    it("tells how long an adopted job has run", async () => {
      await enqueue(bench.database, { ...someJob, timeout: 100 });
      await bench.launchOne();
      await bench.database.query
        .updateTable("longshore_attempt")
        .set({ started_at: bench.database.after(-40_000) })
        .execute();
      await retireWorker(bench.database, bench.worker.id);
      const [adopted] = await adopt(bench.database, {
        worker: await bench.newWorker(),
        lease: 30_000,
        limit: 1,
      });
      expect(adopted?.elapsedMs).toBeGreaterThanOrEqual(39_999);
      expect(adopted?.elapsedMs).toBeLessThan(50_000);
    });
  });
}
