import { isLongshoreError, messageOf } from "../../errors.ts";
import type { OutputChunk, OutputOptions } from "../executor.ts";
import { pause } from "../time.ts";
import { inspectState } from "./containers.ts";
import { createDemultiplexer } from "./demultiplexer.ts";
import { type Engine, EngineError, isAnswer } from "./engine.ts";
import { parseCursor, sinceOf } from "./log-position.ts";
import { createLogReader } from "./log-reader.ts";
import { waitFor } from "./wait.ts";

const retryMs = 1_000;
/** How long a connection that follows the log may stay open after the container has ended, ms. */
const lingerMs = 2_000;

/**
 * The container's output, from its log. The engine's own following cannot be trusted to the end: the
 * connection may be lost, or dead without a word, and Docker 20.10 ends it where the log rotates. So the
 * log is read again, from where we are, until a read that began after the container's end is through.
 */
export async function* outputOf(
  engine: Engine,
  id: string,
  { after, follow = false, signal }: OutputOptions = {},
): AsyncGenerator<OutputChunk> {
  let cursor = after;
  while (!signal?.aborted) {
    let last = !follow;
    try {
      last ||= await hasEnded(engine, id, signal);
      for await (const chunk of readLog(engine, id, cursor, { follow: !last, signal })) {
        yield chunk;
        cursor = chunk.cursor;
        if (signal?.aborted) return;
      }
      if (last) return;
      // Where the container's end was the reason, we are through with it at once.
      if (await hasEnded(engine, id, signal)) continue;
    } catch (error) {
      if (signal?.aborted || isAnswer(error, 404, 409)) return; // 409: it is being removed.
      const passing =
        isLongshoreError(error, "ENGINE_UNREACHABLE") || (!last && error instanceof EngineError);
      if (!follow || !passing) throw error;
    }
    await pause(retryMs, signal);
  }
}

async function hasEnded(engine: Engine, id: string, signal?: AbortSignal): Promise<boolean> {
  const { kind } = await inspectState(engine, id, signal);
  return kind === "exited" || kind === "gone";
}

/** One request for the log, from after the cursor to the end of the answer. */
async function* readLog(
  engine: Engine,
  id: string,
  cursor: string | undefined,
  { follow, signal }: { follow: boolean; signal: AbortSignal | undefined },
): AsyncGenerator<OutputChunk> {
  const position = cursor === undefined ? {} : parseCursor(cursor);
  const since = sinceOf(position);
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow,
    ...(since !== undefined && { since }),
  };

  const done = new AbortController();
  const ended = follow ? overdue(engine, id, done.signal) : done.signal;
  const stop = AbortSignal.any([ended, ...(signal === undefined ? [] : [signal])]);
  const demultiplex = createDemultiplexer();
  const reader = createLogReader(position);
  try {
    for await (const bytes of engine.stream("GET", `/containers/${id}/logs`, { query, signal: stop })) {
      yield* reader.read(demultiplex(bytes));
    }
  } catch (error) {
    if (ended.aborted) return;
    throw isLongshoreError(error) ? error : new EngineError(engine.host, 500, messageOf(error));
  } finally {
    done.abort();
  }
}

/** A signal that is aborted a little while after the container has ended. */
function overdue(engine: Engine, id: string, done: AbortSignal): AbortSignal {
  const over = new AbortController();
  waitFor(engine, id, done)
    .then(() => pause(lingerMs, done))
    .finally(() => over.abort());
  return over.signal;
}
