/** Finding, listing, counting, and reading output. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { cancel } from "../../../src/queue/cancel.ts";
import { enqueue, enqueueMany } from "../../../src/queue/enqueue.ts";
import { findJobId } from "../../../src/queue/job/find-job.ts";
import { list } from "../../../src/queue/list.ts";
import { changeLog, readLog, storedChunks } from "../../../src/queue/output/log-chunks.ts";
import { stats } from "../../../src/queue/stats.ts";
import { untilDue } from "../../../src/queue/waiting.ts";
import { installationId } from "../../../src/queue/workers/installation.ts";
import { type QueueBench, someJob } from "./bench.ts";

export function reading(bench: QueueBench): void {
  describe("finding a job", () => {
    it("by its id in any form, or by its beginning", async () => {
      const id = await enqueue(bench.database, someJob);
      for (const given of [id, id.toUpperCase(), id.replaceAll("-", ""), id.slice(0, 8), id.slice(0, 15)]) {
        expect(await findJobId(bench.database, given)).toBe(id);
      }
    });

    it("says what is wrong with an id", async () => {
      await enqueueMany(
        bench.database,
        Array.from({ length: 40 }, () => someJob),
      );
      const [first] = await list(bench.database);
      const letter = first?.id[0] as string;
      const sameLetter = (await list(bench.database)).filter(({ id }) => id.startsWith(letter));
      if (sameLetter.length > 1) {
        await expect(findJobId(bench.database, letter)).rejects.toMatchObject({ code: "AMBIGUOUS_JOB_ID" });
      }
      await expect(findJobId(bench.database, "xyz")).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect(findJobId(bench.database, randomUUID())).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
    });
  });

  describe("list", () => {
    it("goes through all jobs by pages, newest first, each once", async () => {
      for (let i = 0; i < 3; i += 1)
        await enqueueMany(
          bench.database,
          Array.from({ length: 9 }, () => someJob),
        );
      const seen: string[] = [];
      for (;;) {
        const after = seen.at(-1);
        const page = await list(bench.database, { limit: 4, ...(after !== undefined && { after }) });
        if (page.length === 0) break;
        seen.push(...page.map(({ id }) => id));
      }
      expect(seen).toHaveLength(27);
      expect(new Set(seen).size).toBe(27);
      const times = (await list(bench.database, { limit: 100 })).map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
    });

    it("filters", async () => {
      const odd = await enqueue(bench.database, { ...someJob, name: "100%_!odd" });
      const other = await enqueue(bench.database, { image: "busybox:1", command: [], name: "100 plain" });
      await cancel(bench.database, other);
      const ids = async (filter: Parameters<typeof list>[1]) =>
        (await list(bench.database, filter)).map(({ id }) => id);
      expect(await ids({ name: "0%_!o" })).toEqual([odd]);
      expect(await ids({ image: "busybox" })).toEqual([other]);
      expect(await ids({ status: ["cancelled", "failed"] })).toEqual([other]);
      expect(await ids({ host: "local-process" })).toEqual([odd]);
      expect(await ids({ since: new Date(Date.now() + 3_600_000) })).toEqual([]);
    });
  });

  describe("stats and what is due next", () => {
    it("count each state", async () => {
      await enqueueMany(bench.database, [someJob, someJob, { ...someJob, delay: 60_000 }]);
      expect(await stats(bench.database)).toEqual({
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
      expect(await untilDue(bench.database, bench.hosts)).toBe(0);
      await bench.claimOne();
      await bench.launchOne();
      expect(await stats(bench.database)).toMatchObject({
        queued: 0,
        scheduled: 1,
        launching: 1,
        running: 1,
      });
      expect(await untilDue(bench.database, bench.hosts)).toBeGreaterThan(50_000);
      await bench.database.query
        .deleteFrom("container_manager_containerjob")
        .where("scheduled_for", "is not", null)
        .execute();
      expect(await untilDue(bench.database, bench.hosts)).toBeUndefined();
    });
  });

  describe("log chunks", () => {
    it("are read in order, from any place, byte for byte", async () => {
      const id = await enqueue(bench.database, someJob);
      const { attempt } = await bench.launchOne();
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const first = [
        { sequence: 1, stream: "stdout", data: bytes, cursor: "a" },
        { sequence: 2, stream: "stderr", data: Buffer.from("err"), cursor: "b" },
      ] as const;
      await changeLog(bench.database, attempt, { write: first });
      const more = [{ sequence: 3, stream: "stdout", data: Buffer.from("end"), cursor: "c" }] as const;
      await changeLog(bench.database, attempt, { write: more });
      const chunks = await readLog(bench.database, id);
      expect(chunks.map(({ sequence, stream }) => [sequence, stream])).toEqual([
        [1, "stdout"],
        [2, "stderr"],
        [3, "stdout"],
      ]);
      expect(Buffer.from(chunks[0]?.data as Uint8Array).equals(bytes)).toBe(true);
      expect(
        (await readLog(bench.database, id, { attempt: 1, sequence: 2 })).map(({ sequence }) => sequence),
      ).toEqual([3]);
      expect(await storedChunks(bench.database, attempt)).toEqual([
        { sequence: 1, cursor: "a", bytes: 256 },
        { sequence: 2, cursor: "b", bytes: 3 },
        { sequence: 3, cursor: "c", bytes: 3 },
      ]);

      // Room is made and used in one step.
      const last = [{ sequence: 4, stream: "stdout", data: Buffer.from("tail"), cursor: "d" }] as const;
      await changeLog(bench.database, attempt, { remove: [2, 4], write: last });
      expect((await readLog(bench.database, id)).map(({ sequence }) => sequence)).toEqual([1, 4]);
    });
  });

  it("keeps one installation id, whoever asks first", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => installationId(bench.database)));
    expect(new Set(ids).size).toBe(1);
  });
}
