/**
 * Gives every n-th job that a worker takes to the one that has waited longest, whatever its priority. A job
 * that `m` others have waited longer than is then taken after at most `n × (m + 1)` jobs, however many of
 * higher priority keep coming. Each worker counts for itself.
 */
export class Ageing {
  readonly #every: number | undefined;
  #taken = 0;

  /** @param every none is given away where it is undefined */
  constructor(every: number | undefined) {
    this.#every = every;
  }

  /** How many of the next `limit` jobs are to be the oldest. */
  share(limit: number): number {
    if (this.#every === undefined) return 0;
    return Math.floor((this.#taken + limit) / this.#every) - Math.floor(this.#taken / this.#every);
  }

  /** So many jobs were taken. The oldest are taken first: of a claim that gets fewer than it may, they are among those. */
  took(jobs: number): void {
    this.#taken += jobs;
  }
}
