/** The order in which jobs are claimed, against a model of it, on every database. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { uuidParameter } from "../../src/database/codecs.ts";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { addHost } from "../../src/queue/hosts/manage-hosts.ts";
import type { WorkerIdentity } from "../../src/queue/workers/workers.ts";
import type { Engine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import fc from "../support/properties.ts";
import { insertJobs } from "./bulk-jobs.ts";
import { someWorker } from "./claim-cost.ts";

const hour = 3_600_000;
const small = 3;

/** What makes a difference to a claim. */
interface SomeJob {
  readonly priority: number;
  readonly host: "local-process" | "small";
  readonly kind: "plain" | "due" | "later" | "exhausted" | "retrying" | "pending" | "draft" | "launched";
}

const someJob: fc.Arbitrary<SomeJob> = fc.record({
  priority: fc.constantFrom(0, 20, 50, 51, 100),
  host: fc.constantFrom("local-process", "small"),
  kind: fc.constantFrom(
    ...([
      "plain",
      "plain",
      "due",
      "due",
      "later",
      "exhausted",
      "retrying",
      "pending",
      "draft",
      "launched",
    ] as const),
  ),
});

const isReady = ({ kind }: SomeJob) => ["plain", "due", "retrying", "pending"].includes(kind);

export function claimOrder(engine: Engine): void {
  let migrated: MigratedDatabase;
  let database: Database;
  let worker: WorkerIdentity;
  let hosts: number[];

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    database = migrated.database;
    const { id } = await defaultHost(database, "process");
    const spec = { type: "process", connection: "local", weight: 0 } as const;
    hosts = [id, (await addHost(database, { ...spec, name: "small", maxJobs: small })).id];
    worker = await someWorker(database);
  });
  afterAll(() => migrated?.drop());

  async function empty(): Promise<void> {
    await database.query.deleteFrom("longshore_attempt").execute();
    await database.query.deleteFrom("container_manager_containerjob").execute();
  }

  /** Ids, in the order of age. */
  async function submit(jobs: readonly SomeJob[]): Promise<string[]> {
    await empty();
    const ids = await enqueueMany(
      database,
      jobs.map(({ priority, host, kind }, place) => ({
        command: ["true"],
        ...{ priority, host },
        // What was due first is not what is oldest.
        ...(kind === "due" && { at: new Date(Date.now() - hour - ((place * 7) % 10) * 60_000) }),
        ...(kind === "later" && { delay: hour }),
      })),
    );
    const changes = {
      exhausted: { retry_count: 3 },
      retrying: { status: "retrying", retry_count: 1, scheduled_for: new Date(Date.now() - hour) },
      pending: { status: "pending" },
      draft: { status: "pending", queued_at: null },
      launched: { status: "completed", launched_at: database.now },
    };
    for (const [kind, change] of Object.entries(changes)) {
      const these = ids.filter((_, place) => jobs[place]?.kind === kind);
      if (these.length === 0) continue;
      await database.query
        .updateTable("container_manager_containerjob")
        .set(change)
        .where("id", "in", these.map(uuidParameter))
        .execute();
    }
    return ids;
  }

  /** The ids of ready jobs in their order, as many of each host as it takes. */
  function model(jobs: readonly SomeJob[], ids: readonly string[]): string[] {
    const order = jobs
      .map((job, place) => ({ ...job, place, id: ids[place] as string }))
      .filter(isReady)
      .sort((a, b) => b.priority - a.priority || a.place - b.place);
    const room = { "local-process": Number.POSITIVE_INFINITY, small };
    return order.filter(({ host }) => room[host]-- > 0).map(({ id }) => id);
  }

  async function claimAll(limit: number, oldest = 0): Promise<string[]> {
    const claimed: string[] = [];
    for (;;) {
      const some = await claim(database, { worker, limit, hosts, oldest });
      if (some.length === 0) return claimed;
      claimed.push(...some.map(({ attempt }) => attempt.jobId));
    }
  }

  it("is that of priority, then age, on hosts that have room", async () => {
    const jobs = fc.array(someJob, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 12 }), async (some, limit) => {
        const ids = await submit(some);
        expect(await claimAll(limit)).toEqual(model(some, ids));
      }),
      { numRuns: 15 },
    );
  });

  it("holds where there are jobs of all priorities, scheduled ones among them", async () => {
    const all = Array.from({ length: 202 }, (_, place): SomeJob => {
      const kind = place % 2 === 0 ? "due" : "plain";
      return { priority: (place * 37) % 101, host: "local-process", kind };
    });
    const ids = await submit(all);
    expect(await claimAll(30)).toEqual(model(all, ids));
  });

  it("begins with the oldest where they are asked for", async () => {
    const some: SomeJob[] = [0, 20, 0, 100, 100, 50].map((priority) => {
      return { priority, host: "local-process", kind: "plain" };
    });
    const ids = await submit(some);
    for (const [place, id] of ids.entries()) {
      await database.query
        .updateTable("container_manager_containerjob")
        .set({ queued_at: database.after(place * 1_000 - hour) })
        .where("id", "=", uuidParameter(id))
        .execute();
    }
    const taken = await claim(database, { worker, limit: 4, hosts, oldest: 2 });
    expect(taken.map(({ attempt }) => attempt.jobId)).toEqual([0, 1, 3, 4].map((place) => ids[place]));
  });

  it("lets a job of priority 0 wait no longer than ageing says, while jobs of 100 keep coming", async () => {
    await empty();
    const [waiting] = await enqueueMany(database, [{ command: ["true"], priority: 0 }]);
    const [urgent] = await enqueueMany(database, [{ command: ["true"], priority: 100 }]);
    // One that is older than both: its turn comes before.
    await insertJobs(database, "ready", { count: 1, host: hosts[0] as number, columns: { priority: "1" } });
    const claimOne = async (oldest: number) => {
      await enqueueMany(database, [{ command: ["true"], priority: 100 }]);
      const [taken] = await claim(database, { worker, limit: 1, hosts, oldest });
      return taken?.attempt.jobId;
    };
    expect(await claimOne(0)).toBe(urgent);
    expect(await claimOne(1)).not.toBe(waiting);
    expect(await claimOne(0)).not.toBe(waiting);
    expect(await claimOne(1)).toBe(waiting);
  });

  it("needs the index, and says so; migrating brings it back", async () => {
    const ids = await submit([{ priority: 50, host: "local-process", kind: "plain" }]);
    const on = engine === "mariadb" ? "on container_manager_containerjob" : "";
    await database.execute(`drop index longshore_claim_ready_idx ${on}`);
    // PostgreSQL finds another way, as it is not told which to go.
    if (engine !== "postgres") await expect(claimAll(1)).rejects.toMatchObject({ code: "NOT_MIGRATED" });
    await migrate(database);
    expect(await claimAll(1)).toEqual(ids);
  });

  // It locks no rows.
  if (engine === "sqlite") return;

  it("goes on behind jobs that somebody has locked", async () => {
    const ids = await submit(
      Array.from({ length: 30 }, (): SomeJob => ({ priority: 50, host: "small", kind: "plain" })),
    );
    const transaction = await database.query.startTransaction().execute();
    // One by one: asked for several, MariaDB may look at, and lock, all that there are.
    for (const id of ids.slice(0, 20)) {
      await transaction
        .selectFrom("container_manager_containerjob")
        .select("id")
        .where("id", "=", uuidParameter(id))
        .forUpdate()
        .execute();
    }
    expect(await claimAll(2)).toEqual(ids.slice(20, 20 + small));
    await transaction.rollback().execute();
  });
}
