import { isLongshoreError } from "../errors.ts";

export interface BatcherOptions<Item> {
  /** Items that are done together at most. */
  readonly most: number;
  /** What an item weighs, and what a batch may, unless it has one item alone. */
  readonly weigh?: (item: Item) => number;
  readonly mostWeight?: number;
}

interface Waiting<Item, Result> {
  item: Item;
  readonly answer: PromiseWithResolvers<Result>;
}

/**
 * Does together what many callers want done at about the same time: what comes while a batch is under way
 * waits for the next. One that comes alone waits for nobody. Batches follow each other, so what is added
 * later is done later.
 */
export class Batcher<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  readonly #options: BatcherOptions<Item>;
  #waiting: Waiting<Item, Result>[] = [];
  #running = false;

  /** @param work answers for each item, in their order; where it rejects, nothing of the batch was done */
  constructor(
    work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
    options: BatcherOptions<Item>,
  ) {
    this.#work = work;
    this.#options = options;
  }

  /** Resolves, or rejects, with the item's own answer. */
  add(item: Item): Promise<Result> {
    const answer = Promise.withResolvers<Result>();
    this.#waiting.push({ item, answer });
    if (!this.#running) void this.#run();
    return answer.promise;
  }

  /** Puts another item in the place of one that still waits; both callers get its answer. Nothing where it does not. */
  replace(item: Item, by: Item): Promise<Result> | undefined {
    const waiting = this.#waiting.find((each) => each.item === item);
    if (!waiting) return undefined;
    waiting.item = by;
    return waiting.answer.promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Whatever else is added in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#do(this.#waiting.splice(0, this.#fitting()));
    this.#running = false;
  }

  /** How many of those that wait make the next batch. */
  #fitting(): number {
    const { most, weigh = () => 0, mostWeight = Number.POSITIVE_INFINITY } = this.#options;
    let weight = 0;
    const tooMuch = this.#waiting.findIndex(({ item }, index) => {
      weight += weigh(item);
      return index > 0 && (index >= most || weight > mostWeight);
    });
    return tooMuch === -1 ? this.#waiting.length : tooMuch;
  }

  async #do(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const answers = await this.#work(batch.map(({ item }) => item));
      for (const [place, { answer }] of batch.entries()) {
        const given = answers[place] as Result | Error;
        if (given instanceof Error) answer.reject(given);
        else answer.resolve(given);
      }
    } catch (error) {
      // What is wrong with one item, such as a value that the database refuses, is not the others' concern.
      if (batch.length > 1 && !isLongshoreError(error)) for (const each of batch) await this.#do([each]);
      else for (const { answer } of batch) answer.reject(error);
    }
  }
}
