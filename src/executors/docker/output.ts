import { isLongshoreError, messageOf } from "../../errors.ts";
import type { OutputChunk, OutputOptions } from "../executor.ts";
import { pause } from "../time.ts";
import { stateOf } from "./containers.ts";
import { createDemultiplexer } from "./demultiplexer.ts";
import { type Engine, EngineError, isAnswer } from "./engine.ts";
import type { KnownContainers } from "./known-containers.ts";
import { parseCursor, sinceOf } from "./log-position.ts";
import { createLogReader } from "./log-reader.ts";
import type { WaitFor } from "./wait.ts";

const retryMs = 1_000;
/** How long a connection that follows the log may stay open after the container has ended, ms. */
const lingerMs = 2_000;

/** A reason that is at hand: to make one for each takes longer than all else here. */
const over = new Error("it has been read");

/** Where output is read from, and how the container's end is known. */
export interface OutputSource {
  readonly engine: Engine;
  readonly known: KnownContainers;
  readonly waitFor: WaitFor;
}

/**
 * The container's output, from its log. The engine's own following cannot be trusted to the end: the
 * connection may be lost, or dead without a word, and Docker 20.10 ends it where the log rotates. So the
 * log is read again, from where we are, until a read that began after the container's end is through.
 */
export async function* outputOf(
  source: OutputSource,
  id: string,
  { after, follow = false, signal }: OutputOptions = {},
): AsyncGenerator<OutputChunk> {
  let cursor = after;
  while (!signal?.aborted) {
    const last = !follow || isKnownToHaveEnded(source, id);
    try {
      for await (const chunk of readLog(source, id, cursor, { follow: !last, signal })) {
        yield chunk;
        cursor = chunk.cursor;
        if (signal?.aborted) return;
      }
      if (last) return;
    } catch (error) {
      if (signal?.aborted || isAnswer(error, 404, 409)) return; // 409: it is being removed.
      const passing =
        isLongshoreError(error, "ENGINE_UNREACHABLE") || (!last && error instanceof EngineError);
      if (!follow || !passing) throw error;
    }
    // Where the container's end was the reason, we are through with it at once.
    await endOrPause(source, id, signal);
  }
}

function isKnownToHaveEnded({ known }: OutputSource, id: string): boolean {
  const container = known.get(id);
  return container !== undefined && stateOf(container).kind === "exited";
}

/** Resolves when the container has ended, and otherwise after a while. */
async function endOrPause({ waitFor }: OutputSource, id: string, signal?: AbortSignal): Promise<void> {
  const done = new AbortController();
  const stop = AbortSignal.any([done.signal, ...(signal === undefined ? [] : [signal])]);
  await Promise.race([waitFor(id, stop), pause(retryMs, stop)]).finally(() => done.abort(over));
}

/** One request for the log, from after the cursor to the end of the answer. */
async function* readLog(
  { engine, waitFor }: OutputSource,
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
  const ended = follow ? overdue(waitFor, id, done.signal) : done.signal;
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
    done.abort(over);
  }
}

/** A signal that is aborted a little while after the container has ended. */
function overdue(waitFor: WaitFor, id: string, done: AbortSignal): AbortSignal {
  const late = new AbortController();
  waitFor(id, done)
    .then(() => pause(lingerMs, done))
    .finally(() => late.abort(over));
  return late.signal;
}
