import { LongshoreError } from "../../errors.ts";

const mostFailures = 10;
/** Milliseconds */
const window = 60_000;
const mostAddresses = 10_000;

/** Counts wrong tokens by address. After too many, none from there is even looked at for a while. */
export class FailureLimit {
  readonly #failures = new Map<string, { count: number; readonly until: number }>();

  /** @throws {LongshoreError} TOO_MANY_FAILURES */
  check(address: string, now = Date.now()): void {
    const known = this.#failures.get(address);
    if (!known || known.until <= now || known.count < mostFailures) return;
    throw new LongshoreError("TOO_MANY_FAILURES", { seconds: Math.ceil((known.until - now) / 1000) });
  }

  count(address: string, now = Date.now()): void {
    const known = this.#failures.get(address);
    if (known && known.until > now) {
      known.count += 1;
      return;
    }
    if (this.#failures.size >= mostAddresses) this.#forget(now);
    this.#failures.set(address, { count: 1, until: now + window });
  }

  #forget(now: number): void {
    for (const [address, { until }] of this.#failures) if (until <= now) this.#failures.delete(address);
    // From so many addresses at once: the oldest goes.
    const [oldest] = this.#failures.keys();
    if (this.#failures.size >= mostAddresses && oldest !== undefined) this.#failures.delete(oldest);
  }
}
