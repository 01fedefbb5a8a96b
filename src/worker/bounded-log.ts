import type { OutputChunk } from "../executors/executor.ts";
import type { StoredChunk, WrittenChunk } from "../queue/output/log-chunks.ts";
import { costOf, OutputBuffer } from "./output-buffer.ts";

/** What is to be done to an attempt's stored chunks, in one transaction. */
export interface LogChange {
  /** Sequence numbers from the first up to, and without, the second. */
  readonly remove: readonly [number, number] | undefined;
  readonly write: readonly WrittenChunk[];
}

/**
 * Keeps an attempt's output within a bound, while it comes: its head, a mark that says how much was cut,
 * and its tail, which moves on. The mark's place in the sequence is left free when the head is full; its
 * cursor holds the number of bytes, so that another worker can go on counting.
 *
 * The database gets all of the head. Of the tail it gets, at each change, what is the tail then: output
 * that comes faster than that is cut in memory.
 */
export class BoundedLog {
  readonly #half: number;
  readonly #buffer = new OutputBuffer();
  #sequence = 0;
  #headCost = 0;
  #mark: number | undefined;
  #cut = 0;
  #cutStored = 0;
  #tail: { readonly sequence: number; readonly bytes: number }[] = [];
  #tailCost = 0;

  /**
   * @param limit what is kept in all, half of it head and half tail; by `costOf`, so in bytes at most
   * @param stored what an earlier owner of the attempt has stored, in its order
   */
  constructor(limit: number, stored: readonly StoredChunk[]) {
    this.#half = Math.ceil(limit / 2);
    for (const chunk of stored) this.#recall(chunk);
    this.#startTailWhenFull();
  }

  /** Where the head is full and the tail is all that still changes. */
  get tailing(): boolean {
    return this.#mark !== undefined;
  }

  /** Cost of what waits to be stored. */
  get waiting(): number {
    return this.#buffer.cost;
  }

  /** Whether what waits would fill the head. */
  get fillsHead(): boolean {
    return !this.tailing && this.#headCost + this.#buffer.cost >= this.#half;
  }

  add(chunk: OutputChunk): void {
    this.#buffer.add(chunk);
    if (this.tailing) this.#cut += this.#buffer.keepLast(this.#half);
  }

  /** What waits is stored by this; undefined where nothing does. */
  change(): LogChange | undefined {
    const chunks = this.#buffer.take();
    if (chunks.length === 0) return undefined;
    if (this.#mark === undefined) {
      const write = chunks.map((chunk) => ({ ...chunk, sequence: this.#next() }));
      for (const { data } of chunks) this.#headCost += costOf(data.length);
      this.#startTailWhenFull();
      return { remove: undefined, write };
    }
    const write = chunks.map((chunk) => ({ ...chunk, sequence: this.#next() }));
    for (const { sequence, data } of write) this.#pushTail(sequence, data.length);
    const first = this.#moveTail();
    if (this.#cut === this.#cutStored) return { remove: undefined, write };
    this.#cutStored = this.#cut;
    return { remove: [this.#mark, first], write: [markOf(this.#mark, this.#cut, chunks[0]), ...write] };
  }

  #recall({ sequence, bytes, cursor }: StoredChunk): void {
    const cut = readMark(cursor);
    const afterGap = sequence > this.#sequence + 1;
    if (cut !== undefined) {
      this.#mark = sequence;
      this.#cut = this.#cutStored = cut;
    } else if (this.#mark !== undefined || afterGap) {
      this.#mark ??= this.#sequence + 1;
      this.#pushTail(sequence, bytes);
    } else this.#headCost += costOf(bytes);
    this.#sequence = sequence;
  }

  #startTailWhenFull(): void {
    if (this.#mark === undefined && this.#headCost >= this.#half) this.#mark = this.#next();
    if (this.#mark !== undefined) this.#sequence = Math.max(this.#sequence, this.#mark);
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #pushTail(sequence: number, bytes: number): void {
    this.#tail.push({ sequence, bytes });
    this.#tailCost += costOf(bytes);
  }

  /** Cuts what is no longer tail. Returns the sequence number at which the tail now begins. */
  #moveTail(): number {
    let [oldest] = this.#tail;
    while (oldest && this.#tailCost - costOf(oldest.bytes) >= this.#half) {
      this.#tail.shift();
      this.#tailCost -= costOf(oldest.bytes);
      this.#cut += oldest.bytes;
      [oldest] = this.#tail;
    }
    return oldest?.sequence ?? this.#sequence;
  }
}

function markOf(sequence: number, cut: number, next: OutputChunk | undefined): WrittenChunk {
  const data = Buffer.from(`\n[${cut} bytes of output were cut here]\n`);
  return { sequence, stream: next?.stream ?? "stdout", data, cursor: `cut ${cut}` };
}

function readMark(cursor: string): number | undefined {
  const [, bytes] = /^cut (\d+)$/.exec(cursor) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}
