import { setTimeout as sleep } from "node:timers/promises";

/** A pause that can be cut short. */
export class Wake {
  #pause = new AbortController();

  /** Resolves after `milliseconds`, or as soon as `now` is called; also when it was called just before. */
  async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#pause.signal }).catch(() => {});
    this.#pause = new AbortController();
  }

  now(): void {
    this.#pause.abort();
  }
}
