/** What a job waits for, in words. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { uuidParameter } from "../../src/database/codecs.ts";
import type { Database } from "../../src/database/database.ts";
import { launchFailed } from "../../src/queue/attempt/launch-failed.ts";
import { claim } from "../../src/queue/claim.ts";
import { type Waiting, whyWaiting } from "../../src/queue/detail/why-waiting.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { updateHost } from "../../src/queue/hosts/manage-hosts.ts";
import type { JobSpec } from "../../src/queue/job/job-spec.ts";
import { show } from "../../src/queue/show.ts";
import { registerWorker } from "../../src/queue/workers/workers.ts";
import type { Engine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const host = "local-process";
const worker = { id: "5d6c0c4e-6d5b-4a6e-9c57-0123456789ab", node: "here", pid: 1, concurrency: 2 };
const lease = 30_000;

export function waitingInWords(engine: Engine): void {
  let migrated: MigratedDatabase;
  let database: Database;
  let hosts: number[];
  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    database = migrated.database;
    hosts = [(await defaultHost(database, "process")).id];
  });
  afterAll(() => migrated?.drop());
  beforeEach(async () => {
    for (const table of ["longshore_attempt", "container_manager_containerjob", "longshore_worker"]) {
      await sql`delete from ${sql.table(table)}`.execute(database.query);
    }
    await updateHost(database, host, { active: true, maxJobs: 100 });
  });

  async function waiting(spec: Partial<JobSpec> = {}): Promise<Waiting | null> {
    return whyWaiting(
      database,
      await show(database, await enqueue(database, { command: ["true"], ...spec })),
      lease,
    );
  }

  async function takeTwo() {
    for (let n = 0; n < 2; n += 1) await enqueue(database, { command: ["true"] });
    await registerWorker(database, worker);
    return claim(database, { worker, limit: 2, hosts });
  }

  describe("a job", () => {
    it("waits for a worker, and then for nothing but its turn", async () => {
      expect(await waiting()).toEqual({ kind: "no_worker", text: "no worker is alive" });
      await registerWorker(database, worker);
      expect(await waiting()).toMatchObject({ kind: "next" });
    });

    it("that was put back while it ran waits for what runs to be stopped", async () => {
      const [first] = await takeTwo();
      if (!first) throw new Error("nothing was claimed");
      const { jobId } = first.attempt;
      await sql`update container_manager_containerjob set status = 'queued', launched_at = null
        where id = ${uuidParameter(jobId)}`.execute(database.query);
      expect(await whyWaiting(database, await show(database, jobId), lease)).toEqual({
        kind: "stopping",
        text: "attempt 1 has not ended: its worker stops it first",
      });
    });

    it("waits for a worker's free slot", async () => {
      await takeTwo();
      expect(await waiting()).toEqual({
        kind: "workers_busy",
        text: "all 2 slots of the one worker are taken",
      });
    });

    it("waits for its host, full or inactive", async () => {
      await takeTwo();
      await updateHost(database, host, { maxJobs: 2 });
      expect(await waiting()).toEqual({ kind: "host_full", text: `host ${host} is full: 2 of 2` });
      await updateHost(database, host, { active: false });
      expect(await waiting({ host })).toEqual({ kind: "host_inactive", text: `host ${host} is inactive` });
    });

    it("waits for its time, or for its backoff with the reason", async () => {
      const at = new Date("2031-01-01T00:00:00Z");
      expect(await waiting({ at })).toEqual({
        kind: "scheduled",
        text: "scheduled for 2031-01-01T00:00:00.000Z",
        until: at,
      });
      const [assignment] = await takeTwo();
      if (!assignment) throw new Error("nothing was ready");
      const failure = { reason: "engine_unreachable", message: "there is no such engine" } as const;
      await launchFailed(database, assignment, failure);
      // The backoff is random, and may be over by now.
      await database.query
        .updateTable("container_manager_containerjob")
        .set({ scheduled_for: at })
        .where("status", "=", "retrying")
        .execute();
      const job = await show(database, assignment.attempt.jobId);
      expect(await whyWaiting(database, job, lease)).toMatchObject({
        kind: "backoff",
        text: expect.stringMatching(
          /^attempt 2 of 3 after a backoff of \w+( \w+)?: there is no such engine$/,
        ),
        until: at,
      });
    });

    it("that a worker has in hand waits for nothing", async () => {
      const [assignment] = await takeTwo();
      if (!assignment) throw new Error("nothing was ready");
      expect(await whyWaiting(database, await show(database, assignment.attempt.jobId), lease)).toBeNull();
    });
  });
}
