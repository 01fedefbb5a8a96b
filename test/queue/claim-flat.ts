/** Guarantee 17, on every database: a claim reads as little, whatever else there is. Counted, not timed. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { adopt, countOpenAttempts } from "../../src/queue/attempt/adopt.ts";
import { attemptsToStop } from "../../src/queue/cancel.ts";
import { type ClaimOptions, claim } from "../../src/queue/claim.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { addHost } from "../../src/queue/hosts/manage-hosts.ts";
import { liveStats } from "../../src/queue/stats.ts";
import { untilDue } from "../../src/queue/waiting.ts";
import type { WorkerIdentity } from "../../src/queue/workers/workers.ts";
import type { Engine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { insertJobs } from "./bulk-jobs.ts";
import { type Cost, costOf, type Measure, someWorker } from "./claim-cost.ts";

const many = 2_000;

/**
 * How much more may be read, of what was read before and besides. A longer index is deeper: in SQLite's small
 * pages that shows where only pages are counted.
 */
const tolerance = {
  rows: (before: number) => 1.5 * before,
  steps: (before: number) => 1.5 * before,
  pages: (before: number) => 1.5 * before + 10,
  deeper: (before: number) => 4 * before,
};

export function flatClaim(engine: Engine, measure: Measure = engine === "mariadb" ? "rows" : "pages"): void {
  let migrated: MigratedDatabase;
  let database: Database;
  let worker: WorkerIdentity;
  let host: number;
  const most = tolerance[engine === "sqlite" && measure === "pages" ? "deeper" : measure];

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    database = migrated.database;
    worker = await someWorker(database);
    host = (await defaultHost(database, "process")).id;
    await database.query.insertInto("longshore_host").values({ host_id: host }).execute();
    await insertJobs(database, "ready", { count: many, host, columns: { priority: "n % 5 * 10" } });
    await insertAttempts(10);
  });
  afterAll(() => migrated?.drop());

  /** Open ones of the worker, as in the middle of its work. */
  async function insertAttempts(count: number): Promise<void> {
    await claim(database, { worker, limit: count, hosts: [host] });
  }

  async function analyze(): Promise<void> {
    const statement = { postgres: "vacuum analyze", mariadb: "analyze table container_manager_containerjob" };
    if (engine !== "sqlite") await database.execute(statement[engine]);
  }

  const questions: Record<string, (database: Database) => Promise<unknown>> = {
    "what is due next": (each) => untilDue(each, [host]),
    "what to adopt": (each) => adopt(each, { worker, lease: 60_000, limit: 10 }),
    "how much is open": (each) => countOpenAttempts(each, worker),
    "what to stop": (each) => attemptsToStop(each, worker.id),
    "live counts": (each) => liveStats(each),
    // What they give back is dead rows to PostgreSQL, which the others would read.
    "a claim of one": (each) => claim(each, options({ limit: 1 })),
    "a claim of twenty": (each) => claim(each, options({ limit: 20 })),
    "a claim of ten, three of them the oldest": (each) => claim(each, options({ limit: 10, oldest: 3 })),
  };
  const options = (given: Partial<ClaimOptions>): ClaimOptions => ({
    worker,
    limit: 1,
    hosts: [host],
    ...given,
  });

  async function costs(): Promise<Record<string, number>> {
    await analyze();
    const found: Record<string, number> = {};
    for (const [name, ask] of Object.entries(questions)) {
      // The first time, the database reads its own catalog as well.
      for (let time = 0; time < 2; time += 1) found[name] = (await costOf(database, measure, ask)).reads;
    }
    return found;
  }

  function expectFlat(before: Record<string, number>, after: Record<string, number>): void {
    for (const [name, reads] of Object.entries(after)) {
      // Of two indexes that serve, PostgreSQL may take the one that has the launches given up as well.
      const factor = name === "live counts" ? 2 : 1;
      expect
        .soft(reads, `${name}, was ${before[name]}`)
        .toBeLessThanOrEqual(factor * most(before[name] ?? 0));
    }
  }

  it("reads no more for a history, nor for jobs that cannot be claimed yet or any more", async () => {
    const before = await costs();
    await insertJobs(database, "launched", { count: 3 * many, host });
    await insertJobs(database, "notLaunched", { count: many, host });
    await database.execute(`insert into longshore_attempt
      (job_id, number, worker_id, host_id, node, execution_id, claimed_at, started_at, ended_at, reason)
      select id, 1, id, docker_host_id, 'here', 'x', launched_at, launched_at, completed_at, 'exited'
      from container_manager_containerjob where launched_at is not null`);
    expectFlat(before, await costs());
    // These live, so the live counts count them.
    const { "live counts": _, ...rest } = before;
    for (const stage of ["future", "exhausted", "draft"] as const) {
      await insertJobs(database, stage, { count: many, host });
    }
    const { "live counts": __, ...after } = await costs();
    expectFlat(rest, after);
  });

  it("takes few statements", async () => {
    const { statements } = await claimCost(options({ limit: 100 }), 100);
    // Besides those that begin and end the transaction: two, three on MariaDB.
    expect(statements).toBe({ postgres: 3, mariadb: 6, sqlite: 5 }[engine]);
  });

  it("is one statement where nothing is ready", async () => {
    const { id } = await addHost(database, { name: "idle", type: "process", connection: "local" });
    await insertJobs(database, "future", { count: many, host: id });
    await insertJobs(database, "exhausted", { count: many, host: id });
    expect((await claimCost(options({ hosts: [id] }), 0)).statements).toBe(1);
  });

  it("reads no more for jobs that wait for a full host", async () => {
    const { id: full } = await addHost(database, {
      name: "full",
      type: "process",
      connection: "local",
      maxJobs: 1,
    });
    await insertJobs(database, "ready", { count: 2, host: full, columns: { priority: "100" } });
    expect(await claim(database, options({ hosts: [full] }))).toHaveLength(1);
    const both = options({ limit: 5, hosts: [host, full] });
    const before = await claimCost(both, 5);
    await insertJobs(database, "ready", { count: many, host: full, columns: { priority: "100" } });
    const after = await claimCost(both, 5);
    expect(after.statements).toBe(before.statements);
    expect(after.reads).toBeLessThanOrEqual(most(before.reads));
  });

  it("sorts no backlog of jobs that are due", async () => {
    await insertJobs(database, "due", { count: 200, host, columns: { priority: "90" } });
    const before = await claimCost(options({ limit: 5 }), 5);
    await insertJobs(database, "due", { count: many, host, columns: { priority: "90" } });
    const after = await claimCost(options({ limit: 5 }), 5);
    expect(after.statements).toBe(before.statements);
    expect(after.reads).toBeLessThanOrEqual(most(before.reads));
  });

  async function claimCost(claiming: ClaimOptions, jobs: number): Promise<Cost> {
    await analyze();
    const work = async (each: Database) => expect(await claim(each, claiming)).toHaveLength(jobs);
    await costOf(database, measure, work);
    return costOf(database, measure, work);
  }

  // It locks no rows.
  if (engine === "sqlite") return;

  it("locks the rows that it takes, and no others", async () => {
    const other = await connect(migrated.url);
    const unlocked = async (connection: Database) => {
      const { rows } =
        await sql`select id from container_manager_containerjob for update skip locked`.execute(
          connection.query,
        );
      return rows.length;
    };
    const all = await other.transaction(unlocked);
    await database.transaction(async (transaction) => {
      await claim(transaction, options({ limit: 7 }));
      expect(await other.transaction(unlocked)).toBe(all - 7);
    });
    await other.close();
  });
}
