/** What the suites share: a migrated database that is empty before each test, and a worker. */
import { randomUUID } from "node:crypto";
import { createQueryId, type KyselyPlugin, sql } from "kysely";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import type { Assignment } from "../../../src/queue/attempt/assignment.ts";
import { claim } from "../../../src/queue/claim.ts";
import { defaultHost } from "../../../src/queue/hosts/hosts.ts";
import type { JobSpec } from "../../../src/queue/job/job-spec.ts";
import { Queue } from "../../../src/queue/queue.ts";
import type { Outcome } from "../../../src/queue/recording/attempt-record.ts";
import { registerWorker, type WorkerIdentity } from "../../../src/queue/workers/workers.ts";
import type { Engine } from "../../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../../support/migrated.ts";
import { markLaunched } from "../one-attempt.ts";

export const someJob: JobSpec = { command: ["true"] };

export const completed: Outcome = {
  verb: "complete",
  reason: "exited",
  exitCode: 0,
  finishedAt: null,
  error: null,
  stdout: "out",
  stderr: "err",
};

export class QueueBench {
  /** Of the one host that runs local processes. */
  hosts: number[] = [];
  /** A new one for each test. */
  worker!: WorkerIdentity;
  queue!: Queue;
  #migrated!: MigratedDatabase;

  constructor(engine: Engine) {
    beforeAll(async () => {
      this.#migrated = await createMigratedDatabase(engine);
      this.queue = new Queue(this.database);
      this.hosts = [(await defaultHost(this.database, "process")).id];
    });
    afterAll(() => this.#migrated?.drop());
    beforeEach(async () => {
      await this.database.query.deleteFrom("longshore_log_chunk").execute();
      await this.database.query.deleteFrom("longshore_attempt").execute();
      await this.database.query.deleteFrom("container_manager_containerjob").execute();
      this.worker = await this.newWorker();
    });
  }

  get database(): Database {
    return this.#migrated.database;
  }

  get url(): string {
    return this.#migrated.url;
  }

  /** The same database, with the text of each statement noted. */
  counting(statements: string[]): Database {
    const { query } = this.database;
    const note: KyselyPlugin = {
      transformQuery({ node }) {
        statements.push(query.getExecutor().compileQuery(node, createQueryId()).sql);
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    return this.database.over(query.withPlugin(note));
  }

  async newWorker(): Promise<WorkerIdentity> {
    const identity = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };
    await registerWorker(this.database, identity);
    return identity;
  }

  async claimOne(by = this.worker): Promise<Assignment> {
    const [assignment] = await claim(this.database, { worker: by, limit: 1, hosts: this.hosts });
    if (!assignment) throw new Error("nothing was ready");
    return assignment;
  }

  async launchOne(by = this.worker): Promise<Assignment> {
    const assignment = await this.claimOne(by);
    await markLaunched(this.database, assignment.attempt, { id: "execution", startedAt: new Date() });
    return assignment;
  }

  async claimedIds(limit: number): Promise<string[]> {
    const claimed = await claim(this.database, { worker: this.worker, limit, hosts: this.hosts });
    return claimed.map(({ attempt }) => attempt.jobId);
  }

  async clockOf(): Promise<Date> {
    const { rows } = await sql<{ now: Date }>`select ${this.database.now} as now`.execute(
      this.database.query,
    );
    return rows[0]?.now as Date;
  }
}
