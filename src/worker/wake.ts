/** A pause that can be cut short. */
export class Wake {
  #called = false;
  #end: (() => void) | undefined;

  /** Resolves after `milliseconds`, or as soon as `now` is called; at once when it was called since the last pause. */
  async pause(milliseconds: number): Promise<void> {
    if (!this.#called) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      this.#end = resolve;
      await promise;
      clearTimeout(timer);
      this.#end = undefined;
    }
    this.#called = false;
  }

  now(): void {
    this.#called = true;
    this.#end?.();
  }
}
