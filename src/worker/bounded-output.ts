import type { OutputChunk } from "../executors/executor.ts";

/**
 * Which part of a job's output is kept: its head as it comes, and, once the head is full, its tail,
 * which is known only at the end. What falls between is counted and marked. Memory holds one tail.
 */
export class BoundedOutput {
  readonly #tailLimit: number;
  #headLeft: number;
  #tail: OutputChunk[] = [];
  #tailBytes = 0;
  #dropped = 0;

  /**
   * @param limit bytes kept in all, half of them head and half tail
   * @param stored bytes of this attempt that are stored already
   */
  constructor(limit: number, stored: number) {
    this.#tailLimit = Math.ceil(limit / 2);
    this.#headLeft = Math.max(0, Math.floor(limit / 2) - stored);
  }

  /** The chunk where it is to be stored now; nothing where it waits in the tail. */
  add(chunk: OutputChunk): OutputChunk | undefined {
    if (this.#headLeft > 0) {
      this.#headLeft -= chunk.data.length;
      return chunk;
    }
    this.#tail.push(chunk);
    this.#tailBytes += chunk.data.length;
    while (this.#tailBytes - (this.#tail[0]?.data.length ?? 0) >= this.#tailLimit) {
      const oldest = this.#tail.shift() as OutputChunk;
      this.#tailBytes -= oldest.data.length;
      this.#dropped += oldest.data.length;
    }
    return undefined;
  }

  /** What is left to store when the output has ended: a mark where something was cut, and the tail. */
  end(): OutputChunk[] {
    const [first] = this.#tail;
    if (!first || this.#dropped === 0) return this.#tail;
    const mark = Buffer.from(`\n[${this.#dropped} bytes of output were cut here]\n`);
    return [{ ...first, data: mark }, ...this.#tail];
  }
}
