import type { OutputChunk } from "../executors/executor.ts";

/** Bytes of a piece at most, unless a single chunk has more. */
const pieceLimit = 65_536;
/** What a piece costs besides its bytes: a row of the database, an object in memory. */
const pieceOverhead = 256;

/** Bytes, and something for being a piece: of pieces of one byte, too, not too many fit into a bound. */
export function costOf(bytes: number): number {
  return bytes + pieceOverhead;
}

interface Piece {
  readonly stream: OutputChunk["stream"];
  cursor: string;
  block: Buffer;
  bytes: number;
}

/** Output that waits to be stored. Neighbours of one stream become one piece, with the last one's cursor. */
export class OutputBuffer {
  #pieces: Piece[] = [];
  #cost = 0;

  get cost(): number {
    return this.#cost;
  }

  add({ stream, data, cursor }: OutputChunk): void {
    const last = this.#pieces.at(-1);
    if (last?.stream === stream && last.bytes + data.length <= pieceLimit) {
      append(last, data);
      last.cursor = cursor;
      this.#cost += data.length;
    } else {
      const block = Buffer.from(data.buffer, data.byteOffset, data.length);
      this.#pieces.push({ stream, cursor, block, bytes: data.length });
      this.#cost += costOf(data.length);
    }
  }

  /** Drops the oldest pieces without which there is still so much. Returns how many bytes they had. */
  keepLast(cost: number): number {
    let dropped = 0;
    let [oldest] = this.#pieces;
    while (oldest && this.#cost - costOf(oldest.bytes) >= cost) {
      this.#pieces.shift();
      this.#cost -= costOf(oldest.bytes);
      dropped += oldest.bytes;
      [oldest] = this.#pieces;
    }
    return dropped;
  }

  /** All that is there; the buffer is then empty. */
  take(): OutputChunk[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#cost = 0;
    return pieces.map(({ stream, cursor, block, bytes }) => ({
      stream,
      cursor,
      data: block.subarray(0, bytes),
    }));
  }
}

/** The block, at first the chunk itself, grows by doubling, so that a piece made byte by byte is not copied for each. */
function append(piece: Piece, data: Uint8Array): void {
  const bytes = piece.bytes + data.length;
  if (bytes > piece.block.length) {
    const larger = Buffer.allocUnsafe(Math.min(pieceLimit, Math.max(bytes, 2 * piece.block.length)));
    piece.block.copy(larger, 0, 0, piece.bytes);
    piece.block = larger;
  }
  piece.block.set(data, piece.bytes);
  piece.bytes = bytes;
}
