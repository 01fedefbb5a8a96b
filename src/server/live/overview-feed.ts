import { limitAnswers } from "../../database/engines/answer-limit.ts";
import { messageOf } from "../../errors.ts";
import type { JobChange } from "../../queue/overview/job-changes.ts";
import type { Logger } from "../../worker/settings.ts";
import { type EventStream, encodeEvent } from "./event-stream.ts";

/** How often the database is asked while anybody looks, in milliseconds. */
const interval = 1_000;
/** Figures that only the clock has changed are told this often, in rounds. */
const quietRounds = 10;
/** Changes of jobs are asked for again for so long, in milliseconds: a transaction may have ended late. */
export const changesWindow = 5_000;
/** Jobs whose last change is remembered. */
const mostRemembered = 10_000;
/** Jobs that are told of one by one when something was done to many. */
const mostTold = 200;

/** How long one answer of the database is waited for, in milliseconds. */
const patience = 20_000;

interface Sources {
  /** What the overview shows, as JSON has it, and what of it counts as news. */
  readonly overview: () => Promise<{ readonly data: object; readonly news: string }>;
  readonly changes: () => Promise<readonly JobChange[]>;
  /** Where these jobs stand. */
  readonly standing: (ids: readonly string[]) => Promise<readonly JobChange[]>;
}

/** What all viewers of the overview are told: one question a second for all of them, and none for nobody. */
export class OverviewFeed {
  readonly #sources: Sources;
  readonly #logger: Logger;
  readonly #viewers = new Set<EventStream>();
  readonly #told = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  #last: { readonly event: Buffer; readonly news: string } | undefined;
  #quiet = 0;

  constructor(sources: Sources, logger: Logger) {
    this.#sources = sources;
    this.#logger = logger;
  }

  add(stream: EventStream): void {
    this.#viewers.add(stream);
    stream.closed.addEventListener("abort", () => this.#remove(stream));
    if (this.#last) stream.send(this.#last.event);
    if (this.#timer) return;
    this.#timer = setInterval(() => void this.#ask(), interval);
    void this.#ask();
  }

  /** Tells of jobs that this server has changed itself; of very many, the overview tells. */
  async tellOf(ids: readonly string[]): Promise<void> {
    if (this.#viewers.size === 0 || ids.length > mostTold) return;
    for (const change of await this.#sources.standing(ids)) this.#tell(change);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #remove(stream: EventStream): void {
    this.#viewers.delete(stream);
    if (this.#viewers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#last = undefined;
    this.#told.clear();
  }

  #tellNews(change: JobChange): void {
    if (this.#told.get(change.id) !== stateOf(change)) this.#tell(change);
  }

  #tell(change: JobChange): void {
    this.#told.delete(change.id);
    this.#told.set(change.id, stateOf(change));
    const [oldest] = this.#told.keys();
    if (this.#told.size > mostRemembered && oldest !== undefined) this.#told.delete(oldest);
    this.#send(encodeEvent({ name: "job", data: change }));
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const [{ data, news }, changes] = await limitAnswers(patience, () =>
        Promise.all([this.#sources.overview(), this.#sources.changes()]),
      );
      for (const change of changes) this.#tellNews(change);
      this.#quiet = news === this.#last?.news ? this.#quiet + 1 : 0;
      if (this.#last && this.#quiet % quietRounds !== 0) return;
      this.#last = { event: encodeEvent({ name: "overview", data }), news };
      this.#send(this.#last.event);
    } catch (error) {
      this.#logger.warn({}, `asking for the overview failed: ${messageOf(error)}`);
    } finally {
      this.#asking = false;
    }
  }

  #send(event: Buffer): void {
    for (const viewer of this.#viewers) viewer.send(event);
  }
}

function stateOf({ status, queueStatus }: JobChange): string {
  return `${status} ${queueStatus}`;
}
