import { type CallerTransaction, throughTransaction } from "../database/caller-transaction.ts";
import type { Database } from "../database/database.ts";
import { cancel } from "./cancel.ts";
import { dequeue } from "./dequeue.ts";
import { enqueue, enqueueMany } from "./enqueue.ts";
import { findJobId } from "./job/find-job.ts";
import type { Job } from "./job/job.ts";
import type { JobSpec } from "./job/job-spec.ts";
import { type ListOptions, list } from "./list.ts";
import { type LogChunk, type LogPosition, readLog } from "./output/log-chunks.ts";
import { reprioritize } from "./reprioritize.ts";
import { retryJob } from "./retry-job.ts";
import { schedule } from "./schedule.ts";
import { show } from "./show.ts";
import { type Stats, stats } from "./stats.ts";

export interface EnqueueOptions {
  /** The caller's own transaction: the job is there once it commits, and never was if it does not. */
  readonly transaction?: CallerTransaction;
}

/**
 * The queue, for users of the library. Ids may be shortened to a beginning that only one job has.
 * Every method throws a LongshoreError; the codes are at the verbs, one in each file of this folder.
 */
export class Queue {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Puts a job into the queue. */
  async enqueue(spec: JobSpec, options: EnqueueOptions = {}): Promise<Job> {
    const database = this.#through(options);
    return show(database, await enqueue(database, spec));
  }

  /** Puts jobs into the queue, all or none, and returns their ids. */
  async enqueueMany(specs: readonly JobSpec[], options: EnqueueOptions = {}): Promise<string[]> {
    return enqueueMany(this.#through(options), specs);
  }

  /** Puts a pending job into the queue, or gives a waiting one another time; null is as soon as may be. */
  async schedule(id: string, at: Date | null = null): Promise<void> {
    await schedule(this.#database, await this.#find(id), at);
  }

  /** Takes a waiting job out of the queue, without ending it. */
  async dequeue(id: string): Promise<void> {
    await dequeue(this.#database, await this.#find(id));
  }

  /** Cancels a job: at once where it waits; `requested` where a worker stops it first. */
  async cancel(id: string): Promise<"cancelled" | "requested"> {
    return cancel(this.#database, await this.#find(id));
  }

  /** Puts a failed job back into the queue, with this many further launch attempts. */
  async retry(id: string, attempts?: number): Promise<void> {
    await retryJob(this.#database, await this.#find(id), attempts);
  }

  /** Gives a waiting job another priority, 0 to 100. */
  async reprioritize(id: string, priority: number): Promise<void> {
    await reprioritize(this.#database, await this.#find(id), priority);
  }

  async show(id: string): Promise<Job> {
    return show(this.#database, await this.#find(id));
  }

  /** Jobs, newest first, a page at a time. */
  async list(options: ListOptions = {}): Promise<Job[]> {
    return list(this.#database, options);
  }

  async stats(): Promise<Stats> {
    return stats(this.#database);
  }

  /** The next pieces of a job's output; empty where there are none yet. */
  async log(id: string, after?: LogPosition): Promise<LogChunk[]> {
    return readLog(this.#database, await this.#find(id), after);
  }

  #find(id: string): Promise<string> {
    return findJobId(this.#database, id);
  }

  #through({ transaction }: EnqueueOptions): Database {
    return transaction ? throughTransaction(this.#database, transaction) : this.#database;
  }
}
