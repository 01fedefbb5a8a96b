/** A way to run containers that do nothing, so many at once. */
export interface Contender {
  readonly name: string;
  /** Runs so many, from its call to the removal of the last one. */
  run(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A contender whose containers each come of a call. */
export function loopOf(
  name: string,
  concurrency: number,
  runOne: () => Promise<unknown>,
  close: () => Promise<void> = async () => {},
): Contender {
  return {
    name,
    async run(count) {
      let left = count;
      const loop = async () => {
        while (left > 0) {
          left -= 1;
          await runOne();
        }
      };
      await Promise.all(Array.from({ length: concurrency }, loop));
    },
    close,
  };
}
