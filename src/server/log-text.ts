import type { Database } from "../database/database.ts";
import { dataBefore, type StoredLogChunk } from "../queue/output/log-chunks.ts";

export interface TextChunk {
  readonly attempt: number;
  readonly sequence: number;
  readonly stream: "stdout" | "stderr";
  readonly at: Date;
  readonly text: string;
}

/**
 * Pieces of output as text. A character that is cut in two by the end of a piece is told with the next one
 * of its stream, whether or not both are asked for at once.
 */
export async function asText(
  database: Database,
  jobId: string,
  chunks: readonly StoredLogChunk[],
): Promise<TextChunk[]> {
  const heads = new Map<string, Uint8Array>();
  const texts: TextChunk[] = [];
  for (const { data, writtenAt: at, ...chunk } of chunks) {
    const key = `${chunk.attempt} ${chunk.stream}`;
    const head = heads.get(key) ?? (await tailBefore(database, jobId, chunk));
    const bytes = Buffer.concat([head, data]);
    const end = bytes.length - cutOff(bytes);
    heads.set(key, bytes.subarray(end));
    texts.push({ ...chunk, at, text: bytes.toString("utf8", 0, end) });
  }
  return texts;
}

/** How many bytes at the end are the beginning of a character that goes on: 0 to 3. */
function cutOff(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return wanted > length && byte < 0xf8 ? length : 0;
  }
  return 0;
}

/** A character that is cut off has three bytes at most, and each may be a piece of its own. */
const cutPieces = { pieces: 3, within: 100 };

/** The cut-off end of what comes before of the same stream. */
async function tailBefore(
  database: Database,
  jobId: string,
  chunk: Pick<StoredLogChunk, "attempt" | "sequence" | "stream">,
): Promise<Uint8Array> {
  const bytes = Buffer.concat(await dataBefore(database, jobId, chunk, cutPieces));
  return bytes.subarray(bytes.length - cutOff(bytes));
}
