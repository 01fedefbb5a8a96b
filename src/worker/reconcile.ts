import { messageOf } from "../errors.ts";
import type { Execution, Executor } from "../executors/executor.ts";
import { type AttemptStanding, standingOf } from "../queue/attempt/attempt-standing.ts";
import { endAttemptOfDeletedJob, openAttemptsOfDeletedJobs } from "../queue/attempt/deleted-jobs.ts";
import type { WorkerContext } from "./context.ts";

/** How long something may run that the database wants nothing of, before it is stopped; milliseconds. */
const patience = 30_000;
/** Executions that one pass looks at, per host; the next pass goes on behind them. */
const executionsPerPass = 500;
/** Executions that one pass removes, per host. */
const removalsPerPass = 50;

interface HostProgress {
  /** Where in the list of executions the next pass begins. */
  readonly next: number;
  /** When something unwanted was first seen, by its id; from performance.now(). */
  readonly unwanted: Map<string, number>;
}

/**
 * Compares what hosts run with what the database knows, and removes what nobody will come for:
 *
 * | execution      | attempt                     | it is                                      |
 * |----------------|-----------------------------|--------------------------------------------|
 * | any            | open                        | left to its owner, or to who adopts it     |
 * | not running    | ended                       | removed                                    |
 * | running        | ended                       | stopped and removed, after some patience   |
 * | any            | there is none, or no job    | stopped and removed, after some patience   |
 * | none           | open, and there is no job   | the attempt is ended, and its place free   |
 *
 * A host that cannot be reached now is passed over. What is not of this installation is never seen.
 */
export class Reconciler {
  readonly #context: WorkerContext;
  readonly #hosts = new Map<number, HostProgress>();

  constructor(context: WorkerContext) {
    this.#context = context;
  }

  /** One pass over all hosts. */
  async pass(): Promise<void> {
    for (const hostId of await this.#context.hosts.reachable()) {
      try {
        await this.#passOver(hostId);
      } catch (error) {
        this.#context.logger.warn({ host: hostId }, `could not reconcile: ${messageOf(error)}`);
      }
    }
  }

  async #passOver(hostId: number): Promise<void> {
    const executor = await this.#context.hosts.executor(hostId);
    // The executions first: an attempt is in the database before anything of it is made.
    const all = await executor.list(this.#context.installation);
    const { next = 0, unwanted = new Map() } = this.#hosts.get(hostId) ?? {};
    const some = all.slice(next, next + executionsPerPass);
    const seen = new Set(all.map(({ id }) => id));
    this.#hosts.set(hostId, {
      next: next + executionsPerPass < all.length ? next + executionsPerPass : 0,
      unwanted: new Map([...unwanted].filter(([id]) => seen.has(id))),
    });

    const standings = await standingOf(this.#context.database, some);
    const due = standings.filter((each) => this.#isDue(hostId, each)).slice(0, removalsPerPass);
    for (const { execution } of due) await this.#remove(executor, execution);
    await this.#endAttemptsWithout(all, hostId);
  }

  /** Nobody adopts an attempt whose job was deleted: it ends when what it has launched is gone. */
  async #endAttemptsWithout(executions: readonly Execution[], hostId: number): Promise<void> {
    const { database, identity } = this.#context;
    const there = new Set(executions.map(({ jobId, attempt }) => `${jobId} ${attempt}`));
    for (const attempt of await openAttemptsOfDeletedJobs(database, hostId, identity.node)) {
      if (!there.has(`${attempt.jobId} ${attempt.number}`)) await endAttemptOfDeletedJob(database, attempt);
    }
  }

  #isDue(hostId: number, { execution, standing }: AttemptStanding<Execution>): boolean {
    const { id, state } = execution;
    const unwanted = this.#hosts.get(hostId)?.unwanted;
    if (standing === "open") {
      unwanted?.delete(id);
      return false;
    }
    if (standing === "ended" && state.kind !== "running") return true;
    const since = unwanted?.get(id) ?? performance.now();
    unwanted?.set(id, since);
    return performance.now() - since >= patience;
  }

  async #remove(executor: Executor, { id, jobId, attempt }: Execution): Promise<void> {
    await executor.stop(id, { graceMs: this.#context.settings.grace });
    await executor.remove(id);
    this.#context.logger.info({ job: jobId, attempt, execution: id }, "removed what nobody came for");
  }
}
