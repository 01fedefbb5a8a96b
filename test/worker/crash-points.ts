/**
 * Three workers, each killed when it gets to a point of the launch protocol, then left in peace: every
 * job ends once, as it should, and nothing of it is left.
 */
import { describe, expect, test } from "vitest";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import type { Job } from "../../src/queue/job/job.ts";
import type { JobSpec } from "../../src/queue/job/job-spec.ts";
import { list } from "../../src/queue/list.ts";
import { storedOutput } from "../../src/queue/output/stored-output.ts";
import { type ProtocolPoint, protocolPoints } from "../../src/worker/protocol-points.ts";
import type { Engine } from "../support/databases.ts";
import type { MigratedDatabase } from "../support/migrated.ts";
import { type Ground, useGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

const workers = 3;

/** By a job's number: what it does, and how it ends. */
const kinds = [
  { script: "sleep 0.3; exit 0", end: { status: "completed", exitCode: 0 } },
  { script: "exit 3", end: { status: "failed", exitCode: 3 } },
  { script: "for i in 1 2 3 4; do echo more $i; sleep 0.2; done", end: { status: "completed", exitCode: 0 } },
  { script: "exec sleep 60", timeout: 1, end: { status: "timeout", exitCode: 143 } },
] as const;

export function survivesCrashes(
  engine: Engine,
  points: readonly ProtocolPoint[],
  jobsPerPoint: number,
  makeGround: (migrated: MigratedDatabase) => Promise<Ground>,
): void {
  describe(`workers killed on ${engine}`, () => {
    const used = useGround(engine, makeGround);

    test.each(points)("at %s", async (point) => {
      const { migrated, ground } = used;
      const specs = Array.from({ length: jobsPerPoint }, (_, number): JobSpec => {
        const kind = kinds[number % kinds.length] as (typeof kinds)[number];
        const timeout = "timeout" in kind ? { timeout: kind.timeout } : {};
        const name = `${point} ${number}`;
        return {
          ...ground.job(name, `echo out ${number}; echo err ${number} >&2; ${kind.script}`),
          ...timeout,
        };
      });
      await enqueueMany(migrated.database, specs);

      const common = { database: migrated.url, settings: { concurrency: 4, ...ground.settings } };
      if (point === "adopted") {
        // There is something to adopt once another has died.
        await using dying = spawnWorker({ ...common, signalAt: { point: "started", signal: "SIGKILL" } });
        expect((await dying.ended).signal).toBe("SIGKILL");
      }
      const killed = await Promise.all(
        Array.from({ length: workers }, async () => {
          await using dying = spawnWorker({ ...common, signalAt: { point, signal: "SIGKILL" } });
          const { signal } = await dying.ended;
          await using next = spawnWorker(common);
          const { code, log } = await next.ended;
          expect(code, log).toBe(0);
          return signal;
        }),
      );
      // Where there is little to do, not all get to the point.
      expect(killed).toContain("SIGKILL");

      const jobs = (await list(migrated.database, { limit: 1_000 })).filter(({ name }) =>
        name.startsWith(`${point} `),
      );
      expect(jobs).toHaveLength(jobsPerPoint);
      for (const job of jobs) await expectEndedOnce(migrated, ground, job);
      expect(await ground.leftovers()).toEqual([]);
    });
  });
}

async function expectEndedOnce({ database }: MigratedDatabase, ground: Ground, job: Job): Promise<void> {
  const number = Number(job.name.split(" ")[1]);
  const { end, script } = kinds[number % kinds.length] as (typeof kinds)[number];
  expect(job, `${job.name}: ${job.lastError}`).toMatchObject({ ...end, retryCount: 1 });
  expect(job.attempts).toHaveLength(1);
  expect(job.attempts[0]).toMatchObject({
    exitCode: end.exitCode,
    reason: end.status === "timeout" ? "timeout" : "exited",
    endedAt: expect.any(Date),
  });
  const more = script.startsWith("for") ? "more 1\nmore 2\nmore 3\nmore 4\n" : "";
  expect(await storedOutput(database, job.id)).toEqual({
    stdout: `out ${number}\n${more}`,
    stderr: `err ${number}\n`,
  });
  expect(ground.startsOf(job), `starts of ${job.name}`).toBe(1);
}

/** Every point once, shared out between so many databases. */
export function shareOfPoints(part: number, parts: number): ProtocolPoint[] {
  return protocolPoints.filter((_, index) => index % parts === part);
}
