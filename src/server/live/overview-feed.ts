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

interface Sources {
  /** What the overview shows, as JSON has it, and what of it counts as news. */
  readonly overview: () => Promise<{ readonly data: object; readonly news: string }>;
  readonly changes: () => Promise<readonly JobChange[]>;
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

  /** Tells of a job that this server has changed itself. */
  tell(change: JobChange): void {
    const state = `${change.status} ${change.queueStatus}`;
    const { id } = change;
    if (this.#viewers.size === 0 || this.#told.get(id) === state) return;
    this.#told.delete(id);
    this.#told.set(id, state);
    const [oldest] = this.#told.keys();
    if (this.#told.size > mostRemembered && oldest !== undefined) this.#told.delete(oldest);
    this.#send(
      encodeEvent({ name: "job", data: { id, status: change.status, queueStatus: change.queueStatus } }),
    );
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

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const [{ data, news }, changes] = await Promise.all([
        this.#sources.overview(),
        this.#sources.changes(),
      ]);
      for (const change of changes) this.tell(change);
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
