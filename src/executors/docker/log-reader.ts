import type { OutputChunk, OutputStream } from "../executor.ts";
import type { EngineFrame } from "./demultiplexer.ts";
import { formatCursor, isLogTime, type LogPosition } from "./log-position.ts";

interface LogRecord {
  readonly stream: OutputStream;
  readonly time: string;
  readonly data: Buffer;
}

export interface LogReader {
  /** What is new in these frames, records of one stream in a row as one chunk. */
  read(frames: readonly EngineFrame[]): OutputChunk[];
  /** After the last chunk. */
  position(): LogPosition;
}

const lineBreak = Buffer.from("\n");

/**
 * Reads the answer to one request for a container's log, with times. What was read before `start`, and
 * is in the answer again, is left out.
 */
export function createLogReader(start: LogPosition): LogReader {
  let position = start;
  const known = { stdout: start.stdout?.count ?? 0, stderr: start.stderr?.count ?? 0 };

  const isKnown = ({ stream, time }: LogRecord): boolean => {
    const last = position[stream];
    if (last === undefined || time > last.time) return false;
    if (time < last.time) return true;
    if (time !== start[stream]?.time || known[stream] === 0) return false;
    known[stream]--;
    return true;
  };

  /** Moves on past the record, and returns its part of the output. */
  const take = ({ stream, time, data }: LogRecord): Buffer[] => {
    const last = position[stream];
    const sameLine = time === last?.time;
    const count = sameLine ? last.count + 1 : 1;
    position = { ...position, [stream]: { time, count, open: data.at(-1) !== lineBreak[0] } };
    // All parts of a long line have one time. So that line ended, and the engine's log driver, which
    // leaves out the line break after a line in parts, did so here.
    return last?.open && !sameLine ? [lineBreak, data] : [data];
  };

  return {
    read(frames) {
      const chunks: OutputChunk[] = [];
      let run: { stream: OutputStream; parts: Buffer[] } | undefined;
      const flush = () => {
        const data = Buffer.concat(run?.parts ?? []);
        if (run !== undefined && data.length > 0) {
          chunks.push({ stream: run.stream, data, cursor: formatCursor(position) });
        }
      };
      for (const record of frames.map(parseRecord)) {
        if (isKnown(record)) continue;
        if (run?.stream !== record.stream) {
          flush();
          run = { stream: record.stream, parts: [] };
        }
        run.parts.push(...take(record));
      }
      flush();
      return chunks;
    },
    position: () => position,
  };
}

/** A frame of the log: the time, a space, and what was written. */
function parseRecord({ stream, data }: EngineFrame): LogRecord {
  if (stream === "error") throw new Error(data.toString().trim());
  const space = data.indexOf(" ");
  const time = data.subarray(0, space).toString("latin1");
  if (stream === "stdin" || !isLogTime(time)) throw new Error("the engine sent a log record without a time");
  return { stream, time, data: data.subarray(space + 1) };
}
