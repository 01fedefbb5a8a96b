import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../database/database.ts";
import { isLongshoreError } from "../../errors.ts";
import type { LogPosition } from "../../queue/output/log-chunks.ts";
import { readLogPage } from "../../queue/output/log-page.ts";
import { asText, type TextChunk } from "../log-text.ts";
import { encodeEvent } from "./event-stream.ts";

const start: LogPosition = { attempt: 0, sequence: 0 };

/** How often new output is looked for, in milliseconds. */
const interval = 500;
/** Pieces a read, of 64 KiB at most, and how many such reads are kept for viewers who come later. */
const pieces = 16;
const keptPages = 16;

export type LogView = "stdout" | "stderr" | "both";

/** A stretch of a job's output, as every viewer of it is sent it. */
class TailPage {
  readonly next: LogPosition;
  readonly ended: boolean;
  readonly #chunks: readonly TextChunk[];
  readonly #encoded = new Map<LogView, Buffer>();

  constructor(chunks: readonly TextChunk[], after: LogPosition, ended: boolean) {
    this.#chunks = chunks;
    this.next = chunks.at(-1) ?? after;
    this.ended = ended;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** What comes behind it where reading on has failed. */
  onError(error: unknown): TailPage {
    return new TailPage([], this.next, isLongshoreError(error, "JOB_NOT_FOUND"));
  }

  encoded(view: LogView): Buffer {
    const known = this.#encoded.get(view);
    if (known) return known;
    const shown = this.#chunks.filter(({ stream }) => view === "both" || stream === view);
    const events = shown.map((chunk) =>
      encodeEvent({ name: "chunk", id: formatPosition(chunk), data: chunk }),
    );
    const encoded = Buffer.concat(events);
    this.#encoded.set(view, encoded);
    return encoded;
  }
}

/** One job's output, read once however many follow it. Each viewer goes from page to page at its own pace. */
class LogTail {
  viewers = 0;
  readonly #database: Database;
  readonly #jobId: string;
  /** By where they begin, the oldest first; those at the end of what is there are forgotten at each tick. */
  readonly #pages = new Map<string, Promise<TailPage>>();
  #tick: Promise<void> | undefined;

  constructor(database: Database, jobId: string) {
    this.#database = database;
    this.#jobId = jobId;
  }

  page(after: LogPosition): Promise<TailPage> {
    const key = formatPosition(after);
    const known = this.#pages.get(key);
    if (known) return known;
    const page = this.#read(after);
    this.#pages.set(key, page);
    page.then(
      ({ isEmpty }) => isEmpty && this.#forgetAfterTick(key),
      () => this.#pages.delete(key),
    );
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > keptPages && oldest !== undefined) this.#pages.delete(oldest);
    return page;
  }

  /** Resolves when it is worth asking again. */
  tick(): Promise<void> {
    this.#tick ??= sleep(interval).then(() => {
      this.#tick = undefined;
    });
    return this.#tick;
  }

  #forgetAfterTick(key: string): void {
    void this.tick().then(() => this.#pages.delete(key));
  }

  async #read(after: LogPosition): Promise<TailPage> {
    const options = { after: after.attempt === 0 ? undefined : after, limit: pieces };
    const { chunks, ended } = await readLogPage(this.#database, this.#jobId, options);
    return new TailPage(await asText(this.#database, this.#jobId, chunks), after, ended);
  }
}

/** The jobs whose output somebody follows. */
export class LogTails {
  readonly #database: Database;
  readonly #tails = new Map<string, LogTail>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * A job's output from a place on, as events, until it ends or the viewer is gone. The first step is what
   * there is already, which may be nothing.
   *
   * @throws {LongshoreError} JOB_NOT_FOUND, at the first step
   */
  async *follow(
    jobId: string,
    from: LogPosition | undefined,
    view: LogView,
    gone: AbortSignal,
  ): AsyncGenerator<Buffer> {
    const tail = this.#tails.get(jobId) ?? new LogTail(this.#database, jobId);
    this.#tails.set(jobId, tail);
    tail.viewers += 1;
    try {
      let page = await tail.page(from ?? start);
      yield page.encoded(view);
      while (!page.ended && !gone.aborted) {
        if (page.isEmpty) await tail.tick();
        const before = page;
        // A viewer outlives the database's absence, and the job that is deleted meanwhile has ended.
        page = await tail.page(before.next).catch((error) => before.onError(error));
        if (!page.isEmpty) yield page.encoded(view);
      }
    } finally {
      tail.viewers -= 1;
      if (tail.viewers === 0) this.#tails.delete(jobId);
    }
  }
}

/** `attempt-sequence` */
export function formatPosition({ attempt, sequence }: LogPosition): string {
  return `${attempt}-${sequence}`;
}

export function parsePosition(text: string): LogPosition {
  const [attempt = 0, sequence = 0] = text.split("-").map(Number);
  return { attempt, sequence };
}
