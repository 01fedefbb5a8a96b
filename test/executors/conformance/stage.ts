/** What the tests of an executor stand on. */
import type { Executor } from "../../../src/executors/executor.ts";
import type { Bench } from "../bench.ts";

export interface ConformanceSubject {
  /** A new executor over the same state each time, as a worker that has just come up would make it. */
  create(): Executor;
  /** An image with busybox's programs; empty where there are no images. */
  readonly image: string;
  /** Whether limits of memory and processor time hold here. */
  readonly limits: boolean;
  close(): Promise<void>;
}

/** There from the first test on. */
export interface ConformanceStage {
  readonly subject: ConformanceSubject;
  readonly executor: Executor;
  readonly bench: Bench;
}
