/** Which jobs a claim takes, and in which order. */
import { describe, expect, it } from "vitest";
import { uuidParameter } from "../../../src/database/codecs.ts";
import { connect } from "../../../src/database/connect.ts";
import { claim } from "../../../src/queue/claim.ts";
import { enqueue, enqueueMany } from "../../../src/queue/enqueue.ts";
import { type QueueBench, someJob } from "./bench.ts";

export function claiming(bench: QueueBench): void {
  describe("claim", () => {
    it("takes the highest priority first, then the oldest", async () => {
      const ids = await enqueueMany(
        bench.database,
        [50, 20, 80, 50, 80, 0, 100].map((priority) => ({ ...someJob, priority })),
      );
      expect(await bench.claimedIds(10)).toEqual([6, 2, 4, 0, 3, 1, 5].map((place) => ids[place]));
    });

    it("passes over what is not due, not queued, launched, exhausted, or another host's", async () => {
      await enqueue(bench.database, { ...someJob, priority: 100, delay: 3_600_000 });
      const dequeued = await enqueue(bench.database, { ...someJob, priority: 100 });
      await bench.queue.dequeue(dequeued);
      await enqueue(bench.database, { ...someJob, priority: 100, image: "busybox" });
      const exhausted = await enqueue(bench.database, { ...someJob, priority: 100 });
      await bench.database.query
        .updateTable("container_manager_containerjob")
        .set({ retry_count: 3 })
        .where("id", "=", uuidParameter(exhausted))
        .execute();
      await enqueue(bench.database, { ...someJob, priority: 100 });
      await bench.launchOne();
      const ready = await enqueue(bench.database, someJob);
      expect(await bench.claimedIds(10)).toEqual([ready]);
      expect(await bench.claimedIds(10)).toEqual([]);
    });

    it("takes a scheduled job once it is due", async () => {
      const past = await enqueue(bench.database, { ...someJob, at: new Date(Date.now() - 1_000) });
      expect(await bench.claimedIds(1)).toEqual([past]);
    });

    it("takes a job that Django queued and left pending", async () => {
      const id = await enqueue(bench.database, someJob);
      await bench.database.query
        .updateTable("container_manager_containerjob")
        .set({ status: "pending" })
        .execute();
      expect(await bench.claimedIds(1)).toEqual([id]);
    });

    it("counts the attempt and opens it", async () => {
      const id = await enqueue(bench.database, {
        ...someJob,
        env: { A: "1" },
        timeout: 5,
        cpus: 0.5,
        memory: 64,
      });
      const assignment = await bench.claimOne();
      expect(assignment).toMatchObject({
        attempt: { jobId: id, number: 1, workerId: bench.worker.id },
        status: "launching",
        environment: { A: "1" },
        timeoutMs: 5_000,
        cpus: 0.5,
        memoryMb: 64,
        elapsedMs: 0,
      });
      const job = await bench.queue.show(id);
      expect(job).toMatchObject({
        status: "launching",
        retryCount: 1,
        queueStatus: "queued",
        isReadyToLaunch: false,
      });
      expect(job.attempts).toMatchObject([{ number: 1, worker: bench.worker.id, endedAt: null }]);
    });

    it("lets a template's environment be overridden", async () => {
      await bench.database.query
        .insertInto("container_manager_environmentvariabletemplate")
        .values({
          name: "base",
          description: "",
          environment_variables_text: "A=template\n# note\nB=template",
          created_at: bench.database.now,
          updated_at: bench.database.now,
        })
        .execute();
      await enqueue(bench.database, { ...someJob, template: "base", env: { B: "own" } });
      expect((await bench.claimOne()).environment).toEqual({ A: "template", B: "own" });
    });

    it("gives no job to two workers", async () => {
      const ids = await enqueueMany(
        bench.database,
        Array.from({ length: 200 }, () => someJob),
      );
      const connections = await Promise.all(Array.from({ length: 4 }, () => connect(bench.url)));
      const claimed = await Promise.all(
        connections.map(async (connection) => {
          const own = await bench.newWorker();
          const taken: string[] = [];
          for (;;) {
            const batch = await claim(connection, { worker: own, limit: 7, hosts: bench.hosts });
            if (batch.length === 0) return taken;
            taken.push(...batch.map(({ attempt }) => attempt.jobId));
          }
        }),
      );
      await Promise.all(connections.map((connection) => connection.close()));
      expect(claimed.flat().sort()).toEqual([...ids].sort());
    });

    it("takes only the job that is asked for", async () => {
      const [, second] = await enqueueMany(bench.database, [someJob, someJob]);
      const only = await claim(bench.database, {
        worker: bench.worker,
        limit: 5,
        hosts: bench.hosts,
        jobId: second as string,
      });
      expect(only.map(({ attempt }) => attempt.jobId)).toEqual([second]);
    });
  });
}
