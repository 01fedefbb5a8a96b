/** What is told as it happens, on every database. */
import { describe, expect, it } from "vitest";
import type { Engine } from "../support/databases.ts";
import { operateToken } from "./bench.ts";
import { LiveBench } from "./live-bench.ts";
import { view } from "./viewer.ts";

export function liveConformance(engine: Engine): void {
  const bench = new LiveBench(engine);

  describe("a job's log", () => {
    it("is told from the beginning, as it comes, to its end", async () => {
      const job = await bench.running("one", "two");
      const viewer = await view(`${bench.url}/jobs/${job.attempt.jobId}/logs/events`);
      await viewer.waitFor(({ data }) => data.text === "two");
      await bench.write(job, 3, "three");
      await viewer.waitFor(({ data }) => data.text === "three");
      await bench.end(job);
      await viewer.ended;
      expect(viewer.events.map(({ event, id }) => [event, id])).toEqual([
        ["chunk", "1-1"],
        ["chunk", "1-2"],
        ["chunk", "1-3"],
        ["end", undefined],
      ]);
    });

    it("goes on behind any event, and shows one stream alone", async () => {
      const job = await bench.running("one", "two", "three");
      await bench.write(job, 4, "oops", "stderr");
      await bench.end(job);
      const path = `${bench.url}/jobs/${job.attempt.jobId}/logs/events`;
      const texts = async (query: string, headers = {}) => {
        const viewer = await view(`${path}${query}`, headers);
        await viewer.ended;
        return viewer.events.filter(({ event }) => event === "chunk").map(({ data }) => data.text);
      };
      expect(await texts("?after=1-2")).toEqual(["three", "oops"]);
      expect(await texts("", { "last-event-id": "1-1" })).toEqual(["two", "three", "oops"]);
      expect(await texts("?stream=stderr")).toEqual(["oops"]);
      expect(await texts("?after=1-4")).toEqual([]);
    });

    it("ends where somebody deletes the job", async () => {
      const job = await bench.running("one");
      const viewer = await view(`${bench.url}/jobs/${job.attempt.jobId}/logs/events`);
      await viewer.waitFor(({ event }) => event === "chunk");
      await bench.database.query.deleteFrom("container_manager_containerjob").execute();
      await viewer.ended;
      expect(viewer.events.at(-1)?.event).toBe("end");
    });
  });

  describe("the overview", () => {
    it("is told at once, and again when it has changed, with the jobs that did", async () => {
      const viewer = await view(`${bench.url}/events`);
      const first = await viewer.waitFor(({ event }) => event === "overview");
      const id = await bench.submit();
      await viewer.waitFor(
        ({ event, data }) => event === "job" && data.id === id && data.queueStatus === "queued",
      );
      await viewer.waitFor(
        ({ event, data }) => event === "overview" && data.counts.queued === first.data.counts.queued + 1,
      );
      await fetch(`${bench.url}/jobs/${id}/cancel`, {
        method: "POST",
        headers: { authorization: `Bearer ${operateToken}` },
      });
      await viewer.waitFor(
        ({ event, data }) => event === "job" && data.id === id && data.status === "cancelled",
      );
      viewer.close();
    });
  });
}
