/** How many times longer than its interval an idle worker waits at most, once it has found nothing again and again. */
const slowest = 4;
/** Milliseconds that it waits at least, also where a job should be ready and cannot be had: its host is full. */
const shortest = 20;

/** How long a worker waits before it looks for jobs again, where nobody tells it of one. */
export class PollPace {
  readonly #interval: number;
  #factor = 1;

  /** @param interval milliseconds, while it finds something now and then */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** Jobs come again. */
  quicken(): void {
    this.#factor = 1;
  }

  /**
   * Milliseconds until the next look; longer each time, until `quicken`, but not beyond the moment at which a
   * job is due. Between half and one and a half of the interval, so that workers do not ask all at once.
   *
   * @param untilDue milliseconds until a job that waits is due; 0 where one is, undefined where none waits
   */
  next(untilDue?: number): number {
    const pause = this.#interval * this.#factor * (0.5 + Math.random());
    this.#factor = Math.min(2 * this.#factor, slowest);
    return untilDue ? Math.max(shortest, Math.min(pause, untilDue)) : pause;
  }
}
