import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../errors.ts";
import type { Logger } from "./settings.ts";

/** How long an answer of a host is believed, and how long one is waited for, in milliseconds. */
const freshness = 1_000;
const patience = 2_000;

/**
 * Whether a host can run jobs now. One that is down is asked again in the background, so that nobody
 * waits for it, and is up again with its first answer.
 */
export class HostHealth {
  readonly #check: () => Promise<void>;
  readonly #onChange: (up: boolean, why: string) => void;
  #up: boolean | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  /** @param check rejects where the host cannot run jobs */
  constructor(name: string, check: () => Promise<void>, logger: Logger) {
    this.#check = check;
    this.#onChange = (up, why) => {
      if (up) logger.info({ host: name }, `host ${name} can be reached again`);
      else logger.warn({ host: name }, `host ${name} takes no jobs: ${why}`);
    };
  }

  /** Answers within `patience`. */
  async isUp(): Promise<boolean> {
    if (this.#asking === undefined && performance.now() - this.#askedAt > freshness) this.#ask();
    if (this.#asking !== undefined && this.#up !== false) {
      const waited = new AbortController();
      const late = sleep(patience, true, { signal: waited.signal }).catch(() => false);
      if (await Promise.race([this.#asking, late])) this.#set(false, "it does not answer");
      waited.abort();
    }
    return this.#up === true;
  }

  #ask(): void {
    this.#asking = this.#check()
      .then(
        () => this.#set(true, ""),
        (error) => this.#set(false, messageOf(error)),
      )
      .finally(() => {
        this.#askedAt = performance.now();
        this.#asking = undefined;
      });
  }

  #set(up: boolean, why: string): void {
    // That a host is up from the start is no news.
    if (this.#up !== up && (this.#up !== undefined || !up)) this.#onChange(up, why);
    this.#up = up;
  }
}
