/**
 * Removals of ended executions, which go on while the next jobs begin: what has ended takes no slot. No more
 * of them than so many, so that an engine that is slow to remove is not left ever further behind.
 */
export class Removals {
  readonly #most: number;
  readonly #running = new Set<Promise<void>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Begins a removal, which never rejects. Resolves at once, or where there are too many when one is done. */
  async begin(remove: () => Promise<void>): Promise<void> {
    const removal = remove().finally(() => this.#running.delete(removal));
    this.#running.add(removal);
    if (this.#running.size > this.#most) await Promise.race(this.#running);
  }

  /** Resolves when all are done. */
  async finish(): Promise<void> {
    await Promise.all(this.#running);
  }
}
