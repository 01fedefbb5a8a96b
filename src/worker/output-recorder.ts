import { isLongshoreError } from "../errors.ts";
import type { Executor, OutputChunk, Usage } from "../executors/executor.ts";
import type { Assignment } from "../queue/attempt/assignment.ts";
import type { OwnedAttempt } from "../queue/attempt/ownership.ts";
import { changeLog, storedChunks } from "../queue/output/log-chunks.ts";
import { BoundedLog } from "./bounded-log.ts";
import type { WorkerContext } from "./context.ts";
import { reach } from "./protocol-points.ts";

/** Output waits this long, in milliseconds, for more to be stored with it. */
const flushInterval = 200;
/** The same once only the tail is kept: each time as much as the whole tail may be written. */
const tailInterval = 1_000;
/** … or until there is this much, in bytes. */
const flushCost = 262_144;
/** Bytes kept of an attempt's output. */
const outputLimit = 2 * 1024 * 1024;

/**
 * Copies an execution's output into log chunks until it ends. Goes on where an earlier owner of the
 * attempt stopped: nothing is lost, nothing is stored twice. Ends early, without an error, when aborted.
 * What the execution has used by then is stored along with its output.
 *
 * @returns whether any output of the attempt is stored
 * @throws {LongshoreError} LEASE_LOST
 */
export async function recordOutput(
  context: WorkerContext,
  executor: Executor,
  { attempt, untried }: Pick<Assignment, "attempt" | "untried">,
  executionId: string,
  { signal, usage }: { readonly signal: AbortSignal; readonly usage: () => Usage },
): Promise<boolean> {
  const stored = untried ? [] : await storedChunks(context.database, attempt);
  const writer = new LogWriter(context, attempt, usage, new BoundedLog(outputLimit, stored));
  const last = stored.at(-1);
  const after = last ? { after: last.cursor } : {};
  const either = AbortSignal.any([signal, writer.failed]);
  try {
    for await (const chunk of executor.output(executionId, { follow: true, signal: either, ...after })) {
      await context.onOutput?.(attempt.jobId, chunk);
      await writer.add(chunk);
    }
  } finally {
    await writer.flush().catch((error) => {
      if (!signal.aborted || !isLongshoreError(error)) throw error;
    });
  }
  return last !== undefined || writer.hasWritten;
}

/** Stores what waits, one change at a time, so that sequence numbers follow the order of the output. */
class LogWriter {
  readonly #context: WorkerContext;
  readonly #attempt: OwnedAttempt;
  readonly #usage: () => Usage;
  readonly #log: BoundedLog;
  readonly #failed = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #hasWritten = false;

  constructor(context: WorkerContext, attempt: OwnedAttempt, usage: () => Usage, log: BoundedLog) {
    this.#context = context;
    this.#attempt = attempt;
    this.#usage = usage;
    this.#log = log;
  }

  /** Aborted, with the reason, once something could not be stored. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  async add(chunk: OutputChunk): Promise<void> {
    this.#log.add(chunk);
    if (this.#log.fillsHead || (!this.#log.tailing && this.#log.waiting >= flushCost)) await this.flush();
    else
      this.#timer ??= setTimeout(() => this.#flushLater(), this.#log.tailing ? tailInterval : flushInterval);
  }

  /** Rejects with what went wrong with this or any piece before it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  #flushLater(): void {
    this.flush().catch((error) => this.#failed.abort(error));
  }

  async #write(): Promise<void> {
    const change = this.#log.change();
    if (!change) return;
    await changeLog(this.#context.database, this.#attempt, { ...change, usage: this.#usage() });
    this.#hasWritten = true;
    reach("output_stored", this.#attempt);
  }
}
