/** Many jobs of every kind, four worker processes, one database: every job ends once, as it should. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import type { Job } from "../../src/queue/job/job.ts";
import type { JobSpec } from "../../src/queue/job/job-spec.ts";
import { list } from "../../src/queue/list.ts";
import { runCli } from "../support/cli.ts";
import type { Engine } from "../support/databases.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const workers = 4;

/** By a job's number: what it is, and how it should end. */
const kinds: { every: number; spec: Partial<JobSpec>; end: Partial<Job>; runs: boolean }[] = [
  {
    every: 50,
    spec: { command: ["/no/such/program"] },
    end: { status: "failed", queueStatus: "launch_failed", exitCode: null },
    runs: false,
  },
  {
    every: 25,
    spec: { command: script("sleep 60"), timeout: 1 },
    end: { status: "timeout", exitCode: 143 },
    runs: true,
  },
  {
    every: 7,
    spec: { command: script("exit 3") },
    end: { status: "failed", queueStatus: "launched", exitCode: 3 },
    runs: true,
  },
  { every: 6, spec: { command: script("kill -9 $$") }, end: { status: "failed", exitCode: 137 }, runs: true },
  {
    every: 5,
    spec: { command: script("exit 0"), delay: 2_000 },
    end: { status: "completed", exitCode: 0 },
    runs: true,
  },
  { every: 1, spec: { command: script("exit 0") }, end: { status: "completed", exitCode: 0 }, runs: true },
];

/** Says that it ran, then does `rest`. */
function script(rest: string): string[] {
  return ["sh", "-c", `echo "$JOB" >> "$MARKS"; ${rest}`];
}

function kindOf(number: number) {
  return kinds.find(({ every }) => number % every === 0) as (typeof kinds)[number];
}

export function mixedJobs(engine: Engine, total: number): void {
  let migrated: MigratedDatabase;
  let folder: string;

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    folder = makeFolder();
  });
  afterAll(async () => {
    await migrated?.drop();
    removeFolder(folder);
  });

  it(`${total} jobs end once, as they should, in an order that priority and age explain`, async () => {
    const marks = path.join(folder, "marks");
    const specs = Array.from(
      { length: total },
      (_, number): JobSpec => ({
        ...kindOf(number).spec,
        name: `${number}`,
        priority: (number * 37) % 101,
        env: { JOB: `${number}`, MARKS: marks },
      }),
    );
    await enqueueMany(migrated.database, specs);

    const env = {
      LONGSHORE_STATE_DIRECTORY: folder,
      LONGSHORE_DATABASE_URL: migrated.url,
      LONGSHORE_LOG_LEVEL: "warn",
    };
    const ended = await Promise.all(
      Array.from({ length: workers }, () => runCli(["work", "--drain", "--concurrency", "4"], { env })),
    );
    expect(ended.map(({ code, stderr }) => ({ code, errors: stderr.match(/"level":50.*/g) }))).toEqual(
      Array.from({ length: workers }, () => ({ code: 0, errors: null })),
    );

    const jobs = await list(migrated.database, { limit: 1_000 });
    expect(jobs).toHaveLength(total);
    for (const job of jobs) {
      expect(job, `job ${job.name}: ${job.lastError}`).toMatchObject({
        ...kindOf(Number(job.name)).end,
        retryCount: 1,
      });
      expect(job.attempts).toHaveLength(1);
      expect(job.attempts[0]?.endedAt).toBeInstanceOf(Date);
    }

    const ran = readFileSync(marks, "utf8").trim().split("\n").map(Number);
    const shouldRun = specs.map((_, number) => number).filter((number) => kindOf(number).runs);
    expect(ran.sort((a, b) => a - b)).toEqual(shouldRun);
    expect(unexplained(jobs)).toEqual([]);
  });
}

/** Two claims at once may store their times in either order, on a busy machine far apart; milliseconds. */
const tolerance = 5_000;

/** Pairs of jobs where the one that should have gone first was ready, and went clearly later. */
function unexplained(jobs: readonly Job[]): string[] {
  const claimed = jobs.map((job) => ({
    job,
    ready: Math.max(job.queuedAt?.getTime() ?? 0, job.scheduledFor?.getTime() ?? 0),
    queued: job.queuedAt?.getTime() ?? 0,
    at: job.attempts[0]?.claimedAt.getTime() ?? 0,
  }));
  return claimed.flatMap((first) =>
    claimed
      .filter((second) => {
        const ranksFirst =
          second.job.priority > first.job.priority ||
          (second.job.priority === first.job.priority && second.queued < first.queued);
        return ranksFirst && second.ready < first.at && second.at > first.at + tolerance;
      })
      .map(
        (second) =>
          `${first.job.name} (${first.job.priority}) before ${second.job.name} (${second.job.priority})`,
      ),
  );
}
