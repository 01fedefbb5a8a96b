/**
 * The engine's way to send stdout and stderr over one connection: frames of a byte for the stream, three
 * of nothing, four for the length (big-endian), then the data.
 */

export type FrameStream = "stdin" | "stdout" | "stderr" | "error";

export interface EngineFrame {
  readonly stream: FrameStream;
  readonly data: Buffer;
}

const headerLength = 8;
const streams: readonly FrameStream[] = ["stdin", "stdout", "stderr", "error"];

/** The most data a frame may hold, bytes; so memory is bounded. Docker's own are of 16 KiB and a bit. */
export const maxFrameData = 1024 * 1024;

/** Takes a connection's bytes as they come, and gives the frames that have become whole. */
export function createDemultiplexer(): (bytes: Buffer) => EngineFrame[] {
  let pieces: Buffer[] = [];
  let length = 0;
  /** How much there must be before anything new can be whole. */
  let needed = headerLength;

  return (bytes) => {
    pieces.push(bytes);
    length += bytes.length;
    if (length < needed) return [];

    const frames: EngineFrame[] = [];
    let rest = pieces.length === 1 ? bytes : Buffer.concat(pieces, length);
    for (needed = frameLength(rest); rest.length >= needed; needed = frameLength(rest)) {
      frames.push({ stream: streamOf(rest.readUInt8(0)), data: rest.subarray(headerLength, needed) });
      rest = rest.subarray(needed);
    }
    pieces = [rest];
    length = rest.length;
    return frames;
  };
}

/** The length of the frame that begins here; of a header, while that is not whole. */
function frameLength(bytes: Buffer): number {
  if (bytes.length < headerLength) return headerLength;
  const dataLength = bytes.readUInt32BE(4);
  if (dataLength > maxFrameData) throw new Error(`the engine sent a frame of ${dataLength} bytes`);
  return headerLength + dataLength;
}

function streamOf(byte: number): FrameStream {
  const stream = streams[byte];
  if (stream === undefined) throw new Error(`the engine sent a frame of an unknown stream, ${byte}`);
  return stream;
}
