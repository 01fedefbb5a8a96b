/** What becomes of many attempts is recorded together, and of each as if it were alone. */
import { describe, expect, it } from "vitest";
import { jsonParameter, uuidParameter } from "../../../src/database/codecs.ts";
import { enqueueMany } from "../../../src/queue/enqueue.ts";
import type { AttemptRecord, Outcome } from "../../../src/queue/recording/attempt-record.ts";
import { recordAttempts } from "../../../src/queue/recording/record-attempts.ts";
import { AttemptRecorder } from "../../../src/worker/attempt-recorder.ts";
import { completed, type QueueBench, someJob } from "./bench.ts";

const never = { limit: 0, delay: 0 };
const startedAt = new Date("2026-01-02T03:04:05.678Z");

export function recording(bench: QueueBench): void {
  describe("recording", () => {
    const claimMany = async (count: number) => {
      await enqueueMany(
        bench.database,
        Array.from({ length: count }, () => ({ ...someJob, retry: { onExit: 1 } })),
      );
      return Promise.all(Array.from({ length: count }, async () => (await bench.claimOne()).attempt));
    };

    it("of launches and ends in one go, each with its own values", async () => {
      const [launched, ended, both, failed, again, lost] = await claimMany(6);
      if (!launched || !ended || !both || !failed || !again || !lost) throw new Error("too few");
      await recordAttempts(bench.database, [{ attempt: ended, launched: { id: "ended", startedAt } }]);
      const failure: Outcome = { ...completed, verb: "fail", exitCode: 3, error: "it's “so” \\ 😀\n" };
      const records: AttemptRecord[] = [
        { attempt: launched, launched: { id: "launched", startedAt } },
        { attempt: ended, ended: { outcome: { ...completed, finishedAt: startedAt }, retry: never } },
        {
          attempt: both,
          launched: { id: "both", startedAt, imageDigest: "sha256:ab" },
          ended: { outcome: { ...completed, stdout: "größer\n" }, retry: never },
        },
        { attempt: failed, launched: { id: "failed", startedAt }, ended: { outcome: failure, retry: never } },
        {
          attempt: again,
          launched: { id: "again", startedAt },
          ended: { outcome: failure, retry: { limit: 1, delay: 60_000 } },
        },
        { attempt: { ...lost, workerId: ended.jobId }, ended: { outcome: completed, retry: never } },
      ];
      const answers = await recordAttempts(bench.database, records);
      expect(answers.slice(0, 5)).toEqual(
        [false, false, false, false, true].map((value) => ({ again: value })),
      );
      expect(answers[5]).toMatchObject({ code: "LEASE_LOST" });

      const rowOf = ({ jobId }: { jobId: string }) =>
        bench.database.query
          .selectFrom("container_manager_containerjob")
          .selectAll()
          .where("id", "=", uuidParameter(jobId))
          .executeTakeFirstOrThrow();
      const wasLaunched = { started_at: startedAt, launched_at: expect.any(Date) };
      expect(await rowOf(launched)).toMatchObject({
        ...wasLaunched,
        status: "running",
        execution_id: "launched",
      });
      expect(await rowOf(ended)).toMatchObject({
        ...wasLaunched,
        status: "completed",
        completed_at: startedAt,
      });
      expect(await rowOf(both)).toMatchObject({
        ...wasLaunched,
        status: "completed",
        execution_id: "both",
        completed_at: expect.any(Date),
        stdout_log: "größer\n",
        clean_output: "größer\n",
        stderr_log: "err",
        executor_metadata: { longshore: { imageDigest: "sha256:ab", retryOnExit: 1 } },
      });
      expect(await rowOf(failed)).toMatchObject({ status: "failed", exit_code: 3 });
      expect(await rowOf(again)).toMatchObject({ status: "retrying", launched_at: null, completed_at: null });
      expect(await rowOf(lost)).toMatchObject({ status: "launching", execution_id: "" });
      const [attempt] = (await bench.queue.show(failed.jobId)).attempts;
      expect(attempt).toMatchObject({
        executionId: "failed",
        startedAt: expect.any(Date),
        endedAt: expect.any(Date),
        exitCode: 3,
        error: "it's “so” \\ 😀\n",
      });
    });

    it("lets a status that Django gave meanwhile stand", async () => {
      const [attempt] = await claimMany(1);
      if (!attempt) throw new Error("too few");
      await bench.database.query
        .updateTable("container_manager_containerjob")
        .set({ status: "cancelled" })
        .execute();
      const record = {
        attempt,
        launched: { id: "x", startedAt },
        ended: { outcome: completed, retry: never },
      };
      expect(await recordAttempts(bench.database, [record])).toEqual([{ again: false }]);
      const { status, attempts } = await bench.queue.show(attempt.jobId);
      expect(status).toBe("cancelled");
      expect(attempts[0]).toMatchObject({ reason: "exited", endedAt: expect.any(Date) });
    });

    it("of a launch and its end at about the same time writes the job once", async () => {
      const attempts = await claimMany(3);
      const statements: string[] = [];
      const counted = bench.counting(statements);
      const recorder = new AttemptRecorder(counted);
      const ends = attempts.map((attempt) => {
        const mark = recorder.launched(attempt, { id: attempt.jobId, startedAt }, false);
        return recorder.settle(attempt, { outcome: completed, retry: never }, mark);
      });
      expect(await Promise.all(ends)).toEqual([false, false, false]);
      expect(statements.filter((sql) => /update .*containerjob/i.test(sql))).toHaveLength(1);
      expect(await bench.queue.stats()).toMatchObject({ completed: 3, running: 0 });
    });

    it("puts an image's digest beside whatever the job's metadata has", async () => {
      const metadata = [
        { django: [1], longshore: { retryOnExit: 1 } },
        { longshore: { imageDigest: "old" } },
        {},
        null,
      ];
      const attempts = await claimMany(metadata.length);
      const { query } = bench.database;
      const idOf = ({ jobId }: { jobId: string }) => uuidParameter(jobId);
      for (const [place, attempt] of attempts.entries()) {
        await query
          .updateTable("container_manager_containerjob")
          .set({ executor_metadata: jsonParameter(metadata[place]) })
          .where("id", "=", idOf(attempt))
          .execute();
      }
      const launched = { id: "x", startedAt, imageDigest: "sha256:ab" };
      await recordAttempts(
        bench.database,
        attempts.map((attempt) => ({ attempt, launched })),
      );
      const rows = await query
        .selectFrom("container_manager_containerjob")
        .select(["id", "executor_metadata"])
        .where("id", "in", attempts.map(idOf))
        .execute();
      const found = new Map(rows.map(({ id, executor_metadata }) => [id, executor_metadata]));
      const longshore = { imageDigest: "sha256:ab" };
      expect(attempts.map(({ jobId }) => found.get(jobId))).toEqual([
        { django: [1], longshore: { ...longshore, retryOnExit: 1 } },
        { longshore },
        { longshore },
        { longshore },
      ]);
    });

    it("of a launch that is over already waits for its end, and writes the job once", async () => {
      const [attempt] = await claimMany(1);
      if (!attempt) throw new Error("too few");
      const statements: string[] = [];
      const recorder = new AttemptRecorder(bench.counting(statements));
      const mark = recorder.launched(attempt, { id: "x", startedAt }, true);
      // A turn in which others are recorded.
      await recorder.confirm(attempt);
      await recorder.settle(attempt, { outcome: completed, retry: never }, mark);
      expect(statements.filter((sql) => /update .*containerjob/i.test(sql))).toHaveLength(1);
      expect(await bench.queue.show(attempt.jobId)).toMatchObject({ status: "completed", startedAt });
    });

    it("does not end a job whose launch could not be recorded", async () => {
      const [attempt] = await claimMany(1);
      if (!attempt) throw new Error("too few");
      const recorder = new AttemptRecorder(bench.database);
      const other = { ...attempt, workerId: attempt.jobId };
      const mark = recorder.launched(other, { id: "x", startedAt }, false);
      await expect(mark.recorded).rejects.toMatchObject({ code: "LEASE_LOST" });
      const settled = recorder.settle(attempt, { outcome: completed, retry: never }, mark);
      await expect(settled).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(await bench.queue.show(attempt.jobId)).toMatchObject({ status: "launching" });
    });
  });
}
