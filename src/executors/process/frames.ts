/**
 * The format of the output file: frames of one byte for the stream, four for the length (big-endian),
 * then the data. Both streams share one file, so their order is kept, and an offset into it is all a
 * cursor needs to be.
 */

import type { OutputStream } from "../executor.ts";

export interface Frame {
  readonly stream: OutputStream;
  readonly data: Uint8Array;
  /** Where the next frame begins, counted from the start of the bytes that were parsed. */
  readonly end: number;
}

/** The most data a frame may hold, bytes; so any reader's memory is bounded. */
export const maxFrameData = 64 * 1024;

const headerLength = 5;
export const maxFrameLength = headerLength + maxFrameData;

const streamBytes = { stdout: 1, stderr: 2 } as const;

/** Data as one frame or, where it is long, several. */
export function encodeFrames(stream: OutputStream, data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += maxFrameData) {
    const part = data.subarray(start, start + maxFrameData);
    const header = Buffer.alloc(headerLength);
    header.writeUInt8(streamBytes[stream], 0);
    header.writeUInt32BE(part.length, 1);
    parts.push(header, part);
  }
  return Buffer.concat(parts);
}

/** The whole frames at the start of `bytes`; a frame that is cut off at the end is left out. */
export function* parseFrames(bytes: Buffer): Generator<Frame> {
  let position = 0;
  while (position + headerLength <= bytes.length) {
    const stream = streamOf(bytes.readUInt8(position));
    const length = bytes.readUInt32BE(position + 1);
    if (length > maxFrameData) throw new Error(`the output file has a frame of ${length} bytes`);
    const start = position + headerLength;
    const end = start + length;
    if (end > bytes.length) return;
    yield { stream, data: bytes.subarray(start, end), end };
    position = end;
  }
}

function streamOf(byte: number): OutputStream {
  if (byte === streamBytes.stdout) return "stdout";
  if (byte === streamBytes.stderr) return "stderr";
  throw new Error(`the output file has a frame of an unknown stream, ${byte}`);
}
