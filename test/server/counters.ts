/** What Prometheus is told of attempts is counted once, whenever it asks. */
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { uuidParameter } from "../../src/database/codecs.ts";
import { launchFailed } from "../../src/queue/attempt/launch-failed.ts";
import { claim } from "../../src/queue/claim.ts";
import { AttemptCounters } from "../../src/server/metrics/attempt-counters.ts";
import type { Engine } from "../support/databases.ts";
import { ServerBench } from "./bench.ts";

export function counters(engine: Engine): void {
  const bench = new ServerBench(engine);

  describe("the counters", () => {
    it("count each claim, launch and end once, whoever did it and however often they are asked", async () => {
      const register = new Registry();
      const counting = new AttemptCounters(bench.database, register);
      await counting.update();
      const worker = await bench.newWorker();
      const take = async () => {
        await bench.submit();
        const [assignment] = await claim(bench.database, { worker, limit: 1, hosts: bench.hosts });
        if (!assignment) throw new Error("nothing was ready");
        return assignment;
      };
      const told = async () => {
        await counting.update();
        await counting.update();
        const lines = (await register.metrics()).split("\n");
        return lines
          .filter((line) => /^longshore_\w+_(total|count)/.test(line) && !line.endsWith(" 0"))
          .sort();
      };
      const first = await take();
      expect(await told()).toEqual(["longshore_claims_total 1"]);
      await bench.run(first);
      await bench.end(first, 1);
      const second = await take();
      await bench.run(second);
      await bench.end(second);
      const third = await take();
      await launchFailed(bench.database, third, { reason: "image_not_found", message: "none" });
      expect(await told()).toEqual([
        'longshore_attempts_ended_total{outcome="completed"} 1',
        'longshore_attempts_ended_total{outcome="failed"} 1',
        'longshore_attempts_ended_total{outcome="launch_failed"} 1',
        "longshore_claims_total 3",
        'longshore_executor_errors_total{reason="image_not_found",class="permanent"} 1',
        'longshore_failures_total{reason="exited"} 1',
        'longshore_failures_total{reason="image_not_found"} 1',
        "longshore_launch_duration_seconds_count 2",
        "longshore_launches_total 2",
        "longshore_run_duration_seconds_count 2",
      ]);
    });

    it("count what was stopped because its job was put back as no failure", async () => {
      const register = new Registry();
      const counting = new AttemptCounters(bench.database, register);
      await counting.update();
      const worker = await bench.newWorker();
      await bench.submit();
      const [assignment] = await claim(bench.database, { worker, limit: 1, hosts: bench.hosts });
      if (!assignment) throw new Error("nothing was ready");
      await bench.run(assignment);
      await bench.database.query
        .updateTable("longshore_attempt")
        .set({ ended_at: bench.database.now, reason: "requeued", exit_code: 143 })
        .where("job_id", "=", uuidParameter(assignment.attempt.jobId))
        .execute();
      await counting.update();
      const text = await register.metrics();
      expect(text).toContain('longshore_attempts_ended_total{outcome="cancelled"} 1');
      expect(text).not.toMatch(/^longshore_failures_total\{/m);
    });
  });
}
