import { setTimeout as sleep } from "node:timers/promises";
import { isLongshoreError } from "../errors.ts";
import type { Executor, Usage } from "../executors/executor.ts";
import { changeLog, storedChunks } from "../queue/log-chunks.ts";
import type { OwnedAttempt } from "../queue/ownership.ts";
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
 * @throws {LongshoreError} LEASE_LOST
 */
export async function recordOutput(
  context: WorkerContext,
  executor: Executor,
  attempt: OwnedAttempt,
  executionId: string,
  { signal, usage }: { readonly signal: AbortSignal; readonly usage: () => Usage },
): Promise<void> {
  const stored = await storedChunks(context.database, attempt);
  const writer = new LogWriter(context, attempt, usage, new BoundedLog(outputLimit, stored));
  const last = stored.at(-1);
  const after = last ? { after: last.cursor } : {};
  const flushing = flushRegularly(writer);
  const either = AbortSignal.any([signal, flushing.failed]);
  try {
    for await (const chunk of executor.output(executionId, { follow: true, signal: either, ...after })) {
      await context.onOutput?.(attempt.jobId, chunk);
      writer.log.add(chunk);
      if (writer.log.fillsHead || (!writer.log.tailing && writer.log.waiting >= flushCost)) {
        await writer.flush();
      }
    }
  } finally {
    await flushing.stop().catch((error) => {
      if (!signal.aborted || !isLongshoreError(error)) throw error;
    });
  }
}

/** Stores what waits, one change at a time, so that sequence numbers follow the order of the output. */
class LogWriter {
  readonly log: BoundedLog;
  readonly #context: WorkerContext;
  readonly #attempt: OwnedAttempt;
  readonly #usage: () => Usage;
  #writing: Promise<void> = Promise.resolve();

  constructor(context: WorkerContext, attempt: OwnedAttempt, usage: () => Usage, log: BoundedLog) {
    this.#context = context;
    this.#attempt = attempt;
    this.#usage = usage;
    this.log = log;
  }

  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const change = this.log.change();
    if (!change) return;
    await changeLog(this.#context.database, this.#attempt, { ...change, usage: this.#usage() });
    reach("output_stored", this.#attempt);
  }
}

function flushRegularly(writer: LogWriter): { readonly failed: AbortSignal; stop(): Promise<void> } {
  const stopped = new AbortController();
  const failed = new AbortController();
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      const pause = writer.log.tailing ? tailInterval : flushInterval;
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => {});
      await writer.flush();
    }
  })();
  loop.catch((error) => failed.abort(error));
  return {
    failed: failed.signal,
    /** Rejects with what went wrong since it was started. */
    async stop() {
      stopped.abort();
      await loop;
      // What came while the loop was at its last flush.
      await writer.flush();
    },
  };
}
