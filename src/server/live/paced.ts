/** A making that takes longer is not waited for, in milliseconds: the value before it is good enough. */
const soon = 50;
/** The part of the time that making it may take. */
const share = 1 / 50;

/**
 * A value that is made again when it is asked for, but no more often than what it costs allows. It may be
 * as old as fifty times that.
 */
export class Paced<T> {
  readonly #make: () => Promise<T>;
  #value: T | undefined;
  #making: Promise<T> | undefined;
  #cost = 0;
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  async get(): Promise<T> {
    if (performance.now() < this.#dueAt && this.#value !== undefined) return this.#value;
    const made = this.#renew();
    if (this.#value === undefined || this.#cost < soon) return made;
    // Whoever asks next is told if it fails now.
    made.catch(() => {});
    return this.#value;
  }

  #renew(): Promise<T> {
    this.#making ??= this.#measure().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #measure(): Promise<T> {
    const start = performance.now();
    const value = await this.#make();
    this.#cost = performance.now() - start;
    this.#dueAt = performance.now() + this.#cost / share;
    this.#value = value;
    return value;
  }
}
