/** A value that many ask for and that is made once for all who ask within a while. What fails is not kept. */
export class Cached<T> {
  readonly #freshness: number;
  readonly #make: () => Promise<T>;
  #value: Promise<T> | undefined;
  #madeAt = 0;

  /** @param freshness milliseconds */
  constructor(freshness: number, make: () => Promise<T>) {
    this.#freshness = freshness;
    this.#make = make;
  }

  get(): Promise<T> {
    if (this.#value === undefined || performance.now() - this.#madeAt > this.#freshness) this.#renew();
    return this.#value as Promise<T>;
  }

  #renew(): void {
    const value = this.#make();
    this.#value = value;
    this.#madeAt = performance.now();
    value.catch(() => {
      if (this.#value === value) this.#value = undefined;
    });
  }
}
