import { describe, expect, test } from "vitest";
import { enqueue } from "../../src/queue/enqueue.ts";
import type { JobSpec } from "../../src/queue/job/job-spec.ts";
import { storedOutput } from "../../src/queue/output/stored-output.ts";
import { show } from "../../src/queue/show.ts";
import { makeFolder } from "../support/folder.ts";
import { processGround, useGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

describe("a job that fails by itself", () => {
  const used = useGround("sqlite", processGround);

  async function run(name: string, script: string, spec: Partial<JobSpec>) {
    const { ground, migrated } = used;
    const { database, url } = migrated;
    const retryStrategy = "high_priority";
    const id = await enqueue(database, { ...ground.job(name, script), retryStrategy, ...spec });
    await using worker = spawnWorker({ database: url, settings: ground.settings });
    const { code, log } = await worker.ended;
    expect(code, log).toBe(0);
    const job = await show(database, id);
    expect(ground.startsOf(job)).toBe(job.attempts.length);
    return { job, output: await storedOutput(database, id) };
  }

  const failingOnce = (file: string) =>
    `if [ -e ${file} ]; then echo done; rm ${file}; else >${file}; exit 9; fi`;

  test("is run again as often as its spec says, until it succeeds", async () => {
    const file = `${makeFolder()}/again`;
    const { job, output } = await run("again", failingOnce(file), {
      maxRetries: 1,
      retry: { onExit: 5 },
    });
    expect(job).toMatchObject({ status: "completed", exitCode: 0, retryCount: 2, queueStatus: "launched" });
    expect(job.attempts).toMatchObject([
      { reason: "exited", exitCode: 9 },
      { reason: "exited", exitCode: 0 },
    ]);
    expect(output.stdout).toBe("done\n");
  });

  test("fails for good when that is used up", async () => {
    const { job } = await run("hopeless", "exit 3", { retry: { onExit: 2 } });
    expect(job).toMatchObject({ status: "failed", exitCode: 3, retryCount: 3, queueStatus: "launched" });
    expect(job.attempts.map(({ exitCode }) => exitCode)).toEqual([3, 3, 3]);
  });

  test("is not run again otherwise, nor after its time was up", async () => {
    expect((await run("once", "exit 3", {})).job).toMatchObject({ status: "failed", retryCount: 1 });
    const { job } = await run("late", "exec sleep 60", { timeout: 1, retry: { onExit: 2 } });
    expect(job).toMatchObject({ status: "timeout", retryCount: 1 });
  });
});
