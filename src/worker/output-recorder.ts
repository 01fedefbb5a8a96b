import { setTimeout as sleep } from "node:timers/promises";
import { isLongshoreError } from "../errors.ts";
import type { Executor, OutputChunk } from "../executors/executor.ts";
import { appendLog, logEnd, type WrittenChunk } from "../queue/log-chunks.ts";
import type { OwnedAttempt } from "../queue/ownership.ts";
import { BoundedOutput } from "./bounded-output.ts";
import type { WorkerContext } from "./context.ts";

/** Output waits this long, in milliseconds, for more to be stored with it. */
const flushInterval = 200;
/** … or until there are this many bytes. */
const flushBytes = 262_144;
/** Bytes kept of an attempt's output. */
const outputLimit = 2 * 1024 * 1024;

/**
 * Copies an execution's output into log chunks until it ends. Goes on where an earlier owner of the
 * attempt stopped: nothing is lost, nothing is stored twice. Ends early, without an error, when aborted.
 *
 * @throws {LongshoreError} LEASE_LOST
 */
export async function recordOutput(
  context: WorkerContext,
  executor: Executor,
  attempt: OwnedAttempt,
  executionId: string,
  signal: AbortSignal,
): Promise<void> {
  const end = await logEnd(context.database, attempt);
  const bounded = new BoundedOutput(outputLimit, end?.bytes ?? 0);
  const writer = new ChunkWriter(context, attempt, end?.sequence ?? 0);
  const after = end ? { after: end.cursor } : {};
  const flushing = flushRegularly(writer, signal);
  try {
    for await (const chunk of executor.output(executionId, { follow: true, signal, ...after })) {
      await context.onOutput?.(attempt.jobId, chunk);
      const stored = bounded.add(chunk);
      if (stored) await writer.add(stored);
    }
    if (!signal.aborted) for (const chunk of bounded.end()) await writer.add(chunk);
  } finally {
    await flushing.stop();
  }
}

/** Gathers chunks and stores them together; neighbours of one stream become one. */
class ChunkWriter {
  readonly #context: WorkerContext;
  readonly #attempt: OwnedAttempt;
  #sequence: number;
  #pending: OutputChunk[] = [];
  #bytes = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(context: WorkerContext, attempt: OwnedAttempt, sequence: number) {
    this.#context = context;
    this.#attempt = attempt;
    this.#sequence = sequence;
  }

  /** Resolves at once while there is room, else when what is full has been stored. */
  async add(chunk: OutputChunk): Promise<void> {
    this.#pending.push(chunk);
    this.#bytes += chunk.data.length;
    if (this.#bytes >= flushBytes) await this.flush();
  }

  /** One at a time, so that sequence numbers follow the order of the output. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const chunks: WrittenChunk[] = mergeNeighbours(this.#pending).map((chunk) => {
      this.#sequence += 1;
      return { ...chunk, sequence: this.#sequence };
    });
    this.#pending = [];
    this.#bytes = 0;
    await appendLog(this.#context.database, this.#attempt, chunks);
  }
}

/** Chunks that follow each other on one stream, as one, with the last one's cursor. */
function mergeNeighbours(chunks: readonly OutputChunk[]): OutputChunk[] {
  const runs: OutputChunk[][] = [];
  for (const chunk of chunks) {
    const run = runs.at(-1);
    if (run?.[0]?.stream === chunk.stream) run.push(chunk);
    else runs.push([chunk]);
  }
  return runs.map((run) => {
    const last = run.at(-1) as OutputChunk;
    return { stream: last.stream, cursor: last.cursor, data: Buffer.concat(run.map(({ data }) => data)) };
  });
}

function flushRegularly(writer: ChunkWriter, signal: AbortSignal): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      await sleep(flushInterval, undefined, { signal: stopped.signal }).catch(() => {});
      await writer.flush();
    }
  })();
  // It is awaited in stop(), where a failure is thrown; until then it must not count as unhandled.
  loop.catch(() => {});
  return {
    async stop() {
      stopped.abort();
      try {
        await loop;
      } catch (error) {
        if (!(signal.aborted && isLongshoreError(error))) throw error;
      }
    },
  };
}
