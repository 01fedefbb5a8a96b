import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { LongshoreError } from "../../errors.ts";
import { hasCode } from "../error-code.ts";
import type { OutputChunk, OutputOptions } from "../executor.ts";
import { changesOf } from "./folder-changes.ts";
import { maxFrameLength, parseFrames } from "./frames.ts";
import { outputName } from "./records.ts";
import { readState } from "./state.ts";

const pollMs = 500;
/** Bytes read at a time; at least one whole frame. */
const blockLength = 4 * maxFrameLength;

/** The output of the attempt in this folder. A cursor is an offset into the output file. */
export async function* outputOf(folder: string, options: OutputOptions = {}): AsyncGenerator<OutputChunk> {
  let position = parseCursor(options.after);
  const names = [outputName, "exit.json"];
  for await (const _ of changesOf(folder, names, { pollMs, signal: options.signal })) {
    // Looked at before the file is read: of an execution that has ended, all output is there.
    const { kind } = await readState(folder);
    for await (const chunk of readFrom(join(folder, outputName), position)) {
      if (options.signal?.aborted) return;
      yield chunk;
      position = Number(chunk.cursor);
    }
    if (!options.follow || kind === "exited" || kind === "gone") return;
  }
}

/** The whole frames that are in the file now, from an offset on. */
async function* readFrom(path: string, offset: number): AsyncGenerator<OutputChunk> {
  const file = await openOptional(path);
  if (file === undefined) return;
  try {
    const block = Buffer.allocUnsafe(blockLength);
    for (let position = offset; ; ) {
      const { bytesRead } = await file.read(block, 0, blockLength, position);
      let parsed = 0;
      for (const { stream, data, end } of parseFrames(block.subarray(0, bytesRead))) {
        // A copy: whoever keeps a small chunk must not keep the whole block.
        yield { stream, data: Buffer.from(data), cursor: String(position + end) };
        parsed = end;
      }
      if (parsed === 0) return;
      position += parsed;
    }
  } finally {
    await file.close();
  }
}

async function openOptional(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function parseCursor(cursor = "0"): number {
  const offset = Number(cursor);
  if (/^\d+$/.test(cursor) && Number.isSafeInteger(offset)) return offset;
  throw new LongshoreError("INVALID_INPUT", {
    what: `output cursor "${cursor}"`,
    why: "it is not one of ours",
  });
}
