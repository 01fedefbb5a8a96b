import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import { limitAnswers } from "../database/engines/answer-limit.ts";
import { type Listening, listen } from "../database/notifications.ts";
import { messageOf } from "../errors.ts";
import { pause } from "../executors/time.ts";
import { adopt, countOpenAttempts } from "../queue/attempt/adopt.ts";
import type { Assignment } from "../queue/attempt/assignment.ts";
import { type AttemptToStop, attemptsToStop } from "../queue/cancel.ts";
import { Ageing } from "../queue/claim/ageing.ts";
import { claim } from "../queue/claim.ts";
import { ended } from "../queue/job/states.ts";
import { show } from "../queue/show.ts";
import { untilDue } from "../queue/waiting.ts";
import { installationId } from "../queue/workers/installation.ts";
import { heartbeat, registerWorker, retireWorker, type WorkerIdentity } from "../queue/workers/workers.ts";
import { AttemptRecorder } from "./attempt-recorder.ts";
import { StopRequest, type WorkerContext } from "./context.ts";
import { type ExecutorFactory, freshness, Hosts } from "./hosts.ts";
import { endLost } from "./lost-workers.ts";
import { PollPace } from "./poll-pace.ts";
import { type ProtocolPoint, reach } from "./protocol-points.ts";
import { Reconciler } from "./reconcile.ts";
import { Removals } from "./removals.ts";
import { retain } from "./retention.ts";
import { runAssignment } from "./run-assignment.ts";
import { type Logger, silentLogger, type WorkerSettings } from "./settings.ts";
import { Wake } from "./wake.ts";

export interface WorkerOptions {
  readonly settings: WorkerSettings;
  readonly logger?: Logger;
  /** End when nothing is left to do: nothing waits, scheduled jobs included, and nothing runs within reach. */
  readonly drain?: boolean;
  /** Work on this job alone. */
  readonly jobId?: string;
  readonly onOutput?: WorkerContext["onOutput"];
  /** Executors in place of our own, or besides them, by the type of the host. */
  readonly executors?: Readonly<Record<string, ExecutorFactory>>;
}

/** How often a worker looks for what dead ones left, and compares its hosts with the database: times per lease. */
const adoptionsPerLease = 6;
const reconcilesPerLease = 3;

/** A database that does not answer for half a lease is taken for gone, but not before so many milliseconds. */
const leastPatience = 2_000;

/** How often a worker with jobs in hand asks which of them to stop, in milliseconds. */
const stopCheckInterval = 1_000;

/** An attempt that this worker runs; of a job there may be two, one of them lost to another worker and back. */
interface InHand {
  readonly jobId: string;
  readonly number: number;
  readonly cancel: AbortController;
  readonly done: Promise<void>;
}

/**
 * Claims what it can launch now, runs it to its end, and takes over what dead workers left.
 *
 * `start` returns once it works; `finished` resolves when it has ended, by `drain` or by itself.
 */
export class Worker {
  readonly identity: WorkerIdentity;
  readonly #database: Database;
  readonly #options: WorkerOptions;
  readonly #logger: Logger;
  readonly #hosts: Hosts;
  readonly #ageing: Ageing;
  readonly #inHand = new Set<InHand>();
  readonly #wake = new Wake();
  readonly #pace: PollPace;
  /** Somebody has told of jobs, or there were more than it could take. */
  #expectsJobs = true;
  readonly #abandon = new AbortController();
  readonly #ended = new AbortController();
  /** From performance.now(). */
  #adoptAfter = Number.NEGATIVE_INFINITY;
  #draining = false;
  #finished: Promise<void> | undefined;

  constructor(database: Database, options: WorkerOptions) {
    this.#database = database;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#ageing = new Ageing(options.settings.ageing);
    const takeUnreachable = options.jobId !== undefined;
    const { settings, executors } = options;
    this.#hosts = new Hosts(database, settings, { logger: this.#logger, takeUnreachable, executors });
    const { concurrency, node, pollInterval } = settings;
    this.#pace = new PollPace(pollInterval);
    this.identity = { id: randomUUID(), node, pid: process.pid, concurrency };
  }

  /** @throws {LongshoreError} NOT_MIGRATED, DATABASE_UNREACHABLE */
  async start(): Promise<void> {
    const context: WorkerContext = {
      database: this.#database,
      identity: this.identity,
      installation: await installationId(this.#database),
      recorder: new AttemptRecorder(this.#database),
      removals: new Removals(this.identity.concurrency),
      hosts: this.#hosts,
      settings: this.#options.settings,
      logger: this.#logger,
      ...(this.#options.onOutput && { onOutput: this.#options.onOutput }),
    };
    await registerWorker(this.#database, this.identity);
    this.#logger.info({ worker: this.identity.id, concurrency: this.identity.concurrency }, "working");
    const patience = Math.max(leastPatience, this.#options.settings.lease / 2);
    this.#finished = limitAnswers(patience, () => this.#work(context));
  }

  /** Resolves when the worker has ended. */
  get finished(): Promise<void> {
    return this.#finished ?? Promise.resolve();
  }

  /** Claims nothing more; ends when what it has in hand has ended. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#wake.now();
    await this.finished;
  }

  /** Ends at once; what runs goes on running, and the next worker finds it. */
  async stop(): Promise<void> {
    this.#abandon.abort(new Error("the worker was stopped"));
    await this.drain();
  }

  /** Stops a job that this worker has in hand. */
  cancel(jobId: string): void {
    for (const each of this.#inHand) {
      if (each.jobId === jobId) each.cancel.abort(new StopRequest("cancelled"));
    }
  }

  #stop({ jobId, number, intent }: AttemptToStop): void {
    for (const each of this.#inHand) {
      if (each.jobId === jobId && each.number === number) each.cancel.abort(new StopRequest(intent));
    }
  }

  async #work(context: WorkerContext): Promise<void> {
    const beating = Promise.all([this.#beat(), retain(context, this.#ended.signal)]);
    const reconciling = this.#options.jobId === undefined ? this.#reconcile(context) : undefined;
    const listening = this.#options.jobId === undefined ? this.#listen() : undefined;
    while (!this.#draining) {
      const due = await this.#guard("looking for jobs", () => this.#fill(context));
      const idle = this.#inHand.size === 0;
      if (idle && this.#options.drain && (await this.#guard("looking for more", () => this.#nothingLeft())))
        break;
      await this.#wake.pause(this.#pace.next(due));
    }
    await listening?.close();
    await Promise.all([...this.#inHand].map(({ done }) => done));
    await context.removals.finish();
    this.#ended.abort();
    await Promise.all([beating, reconciling]);
    await this.#guard("signing off", () => retireWorker(this.#database, this.identity.id));
    await this.#hosts.close();
  }

  /** Is told of jobs, where the database tells; for the rest it polls. */
  #listen(): Listening {
    return listen(this.#database, {
      notified: () => {
        this.#expectsJobs = true;
        this.#wake.now();
      },
      changed: (working, why) =>
        working ? this.#logger.info({}, why) : this.#logger.warn({}, `only polling for jobs: ${why}`),
    });
  }

  /**
   * Takes as many jobs as there are free slots. Where nothing tells that there are any, it asks for that
   * first: an idle worker makes one query, where a claim makes several.
   *
   * @returns in how many milliseconds a job is due, as far as that was asked and one waits
   */
  async #fill(context: WorkerContext): Promise<number | undefined> {
    const { settings, jobId } = this.#options;
    const worker = this.identity;
    const free = () => settings.concurrency - this.#inHand.size;
    if (free() > 0 && jobId === undefined && performance.now() > this.#adoptAfter) {
      const { lease } = settings;
      const inHand = [...this.#inHand].map((each) => each.jobId);
      this.#take(context, "adopted", await adopt(this.#database, { worker, lease, limit: free(), inHand }));
      this.#adoptAfter = performance.now() + lease / adoptionsPerLease;
    }
    const limit = free();
    if (limit === 0) return undefined;
    const hosts = await this.#hosts.claimable();
    if (!this.#expectsJobs && jobId === undefined) {
      const due = await untilDue(this.#database, hosts);
      if (due !== 0) return due;
    }
    const wasTold = this.#expectsJobs;
    this.#expectsJobs = false;
    const only = jobId === undefined ? {} : { jobId };
    const oldest = this.#ageing.share(limit);
    const claimed = await claim(this.#database, { worker, limit, hosts, oldest, ...only });
    this.#ageing.took(claimed.length);
    if (claimed.length > 0) this.#pace.quicken();
    // Where there were as many as it could take, there may be more.
    if (claimed.length === limit) this.#expectsJobs = true;
    this.#take(context, "claimed", claimed);
    if (claimed.length === limit || jobId !== undefined) return undefined;
    // What was taken comes first: its launch asks the database as well.
    await setImmediate();
    const due = await untilDue(this.#database, hosts);
    // Told of a job that is not there: it may be for a host that is not known yet.
    return claimed.length === 0 && wasTold ? Math.min(due || freshness, freshness) : due;
  }

  #take(context: WorkerContext, how: ProtocolPoint, assignments: readonly Assignment[]): void {
    for (const assignment of assignments) {
      reach(how, assignment.attempt);
      const cancel = new AbortController();
      const signals = { cancel: cancel.signal, abandon: this.#abandon.signal };
      const done = runAssignment(context, assignment, signals).then(() => {
        this.#inHand.delete(inHand);
        this.#wake.now();
      });
      const { jobId, number } = assignment.attempt;
      const inHand = { jobId, number, cancel, done };
      this.#inHand.add(inHand);
    }
  }

  async #nothingLeft(): Promise<boolean> {
    const { jobId } = this.#options;
    if (jobId !== undefined) return ended.includes((await show(this.#database, jobId)).status);
    if ((await untilDue(this.#database, await this.#hosts.claimable())) !== undefined) return false;
    // What another worker has in hand may yet come to this one.
    return (await countOpenAttempts(this.#database, this.identity)) === 0;
  }

  /** Tells the others that it lives, and learns which of its jobs to stop. */
  async #beat(): Promise<void> {
    const { lease } = this.#options.settings;
    const interval = Math.min(stopCheckInterval, lease / 3);
    let beatAt = performance.now();
    while (!this.#ended.signal.aborted) {
      await pause(interval, this.#ended.signal);
      const beaten = await this.#guard("sending a heartbeat", async () => {
        if (this.#inHand.size > 0) {
          for (const each of await attemptsToStop(this.#database, this.identity.id)) this.#stop(each);
        }
        if (performance.now() - beatAt < lease / 3) return true;
        await heartbeat(this.#database, this.identity);
        beatAt = performance.now();
        return true;
      });
      // The others could not say that they live either: once they can, they shall have the time for it.
      if (!beaten) this.#adoptAfter = performance.now() + lease / 2;
    }
  }

  async #reconcile(context: WorkerContext): Promise<void> {
    const reconciler = new Reconciler(context);
    while (!this.#ended.signal.aborted) {
      await this.#guard("reconciling", () => reconciler.pass());
      await this.#guard("ending what is lost", () => endLost(context));
      const interval = (this.#options.settings.lease / reconcilesPerLease) * (0.5 + Math.random());
      await pause(interval, this.#ended.signal);
    }
  }

  /** A worker outlives its database's absence: what failed is tried again at the next turn. */
  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#logger.warn({ worker: this.identity.id }, `${doing} failed: ${messageOf(error)}`);
      return undefined;
    }
  }
}
