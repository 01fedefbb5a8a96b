/** Output that is cut anywhere, and asked for by pages of any size, is told as it was written. */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { uuidParameter } from "../../src/database/codecs.ts";
import { type LogPosition, readLog } from "../../src/queue/output/log-chunks.ts";
import { asText } from "../../src/server/log-text.ts";
import fc from "../support/properties.ts";
import { ServerBench } from "./bench.ts";

const bench = new ServerBench("sqlite");

type Stream = "stdout" | "stderr";

/** Stores bytes cut at these places, in turn to both streams as the flags say. */
async function store(pieces: readonly { stream: Stream; data: Uint8Array }[]): Promise<string> {
  const jobId = randomUUID();
  const rows = pieces.map(({ stream, data }, place) => ({
    job_id: uuidParameter(jobId),
    attempt: 1,
    sequence: place + 1,
    stream,
    data,
    cursor: "",
    written_at: bench.database.now,
  }));
  if (rows.length > 0) await bench.database.query.insertInto("longshore_log_chunk").values(rows).execute();
  return jobId;
}

async function textOf(jobId: string, limit: number): Promise<Record<Stream, string>> {
  const told = { stdout: "", stderr: "" };
  let after: LogPosition | undefined;
  for (;;) {
    const chunks = await readLog(bench.database, jobId, after, { limit });
    if (chunks.length === 0) return told;
    for (const { stream, text } of await asText(bench.database, jobId, chunks)) told[stream] += text;
    after = chunks.at(-1);
  }
}

/** Bytes in pieces of these sizes, again and again. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] as number;
    pieces.push(bytes.subarray(start, start + size));
    start += size;
  }
  return pieces;
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
const text = fc.string({ unit: "binary", maxLength: 40 }).map((written) => written.toWellFormed());

it("is the text that was written, of both streams at once", async () => {
  await fc.assert(
    fc.asyncProperty(
      text,
      text,
      sizes,
      fc.integer({ min: 1, max: 9 }),
      async (stdout, stderr, cuts, limit) => {
        const outs = cut(Buffer.from(stdout), cuts).map((data) => ({ stream: "stdout" as const, data }));
        const errs = cut(Buffer.from(stderr), cuts.toReversed()).map((data) => ({
          stream: "stderr" as const,
          data,
        }));
        const mixed = Array.from({ length: Math.max(outs.length, errs.length) }, (_, n) => [
          outs[n],
          errs[n],
        ]);
        const jobId = await store(mixed.flat().filter((piece) => piece !== undefined));
        expect(await textOf(jobId, limit)).toEqual({ stdout, stderr });
      },
    ),
  );
});

it("never fails on bytes that are no text", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 30 }),
      sizes,
      fc.integer({ min: 1, max: 9 }),
      async (bytes, cuts, limit) => {
        const jobId = await store(cut(bytes, cuts).map((data) => ({ stream: "stdout", data })));
        const told = await textOf(jobId, limit);
        const whole = new TextDecoder().decode(bytes);
        // Only the beginning of a character at the very end may be missing.
        expect(whole.length - told.stdout.length).toBeLessThanOrEqual(3);
      },
    ),
  );
});
