import { describe, expect, it } from "vitest";
import type { OutputChunk } from "../../src/executors/executor.ts";
import type { StoredChunk, WrittenChunk } from "../../src/queue/output/log-chunks.ts";
import { BoundedLog, type LogChange } from "../../src/worker/bounded-log.ts";
import { costOf } from "../../src/worker/output-buffer.ts";
import fc from "../support/properties.ts";

const mark = /^\n\[(\d+) bytes of output were cut here\]\n$/;

/** The chunks of one attempt, as a database would hold them. */
class Stored {
  readonly rows = new Map<number, WrittenChunk>();

  apply(change: LogChange | undefined): void {
    const [first, end] = change?.remove ?? [0, 0];
    for (const sequence of this.rows.keys()) {
      if (sequence >= first && sequence < end) this.rows.delete(sequence);
    }
    for (const chunk of change?.write ?? []) {
      expect(this.rows.has(chunk.sequence), `${chunk.sequence} is taken`).toBe(false);
      this.rows.set(chunk.sequence, { ...chunk, data: Buffer.from(chunk.data) });
    }
  }

  get inOrder(): WrittenChunk[] {
    return [...this.rows.values()].sort((a, b) => a.sequence - b.sequence);
  }

  /** As the worker's next owner reads it. */
  get summary(): StoredChunk[] {
    return this.inOrder.map(({ sequence, cursor, data }) => ({ sequence, cursor, bytes: data.length }));
  }

  get text(): string {
    return Buffer.concat(this.inOrder.map(({ data }) => data)).toString();
  }
}

/** What a run of the recorder does: output comes, is stored, or the worker dies with what was not stored. */
type Step = { kind: "output"; stream: OutputChunk["stream"]; text: string } | { kind: "store" | "die" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("output" as const),
      stream: fc.constantFrom("stdout" as const, "stderr" as const),
      text: fc.stringMatching(/^[a-z]{1,300}$/),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: "store" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "die" as const }) },
);

function run(limit: number, steps: readonly Step[]): Stored {
  const output = steps.filter((each) => each.kind === "output");
  const stored = new Stored();
  let log = new BoundedLog(limit, []);
  let next = 0;
  const read = () => {
    const { stream, text } = output[next] as (typeof output)[number];
    next += 1;
    log.add({ stream, data: Buffer.from(text), cursor: `${next}` });
    if (log.fillsHead) stored.apply(log.change());
  };
  for (const { kind } of steps) {
    if (kind === "store") stored.apply(log.change());
    if (kind === "output" && next < output.length) read();
    if (kind === "die") {
      log = new BoundedLog(limit, stored.summary);
      next = Number(stored.summary.at(-1)?.cursor ?? 0);
    }
  }
  while (next < output.length) read();
  stored.apply(log.change());
  return stored;
}

describe("a bounded log", () => {
  it("keeps head and tail of any output, and says between them how much it cut, whatever dies when", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6_000 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
        const whole = steps.map((each) => (each.kind === "output" ? each.text : "")).join("");
        const { inOrder, text } = run(limit, steps);
        const texts = inOrder.map(({ data }) => Buffer.from(data).toString());
        const at = texts.findIndex((each) => mark.test(each));
        if (at === -1) {
          expect(text).toBe(whole);
          return;
        }
        const head = texts.slice(0, at).join("");
        const tail = texts.slice(at + 1).join("");
        expect(whole.startsWith(head)).toBe(true);
        expect(whole.endsWith(tail)).toBe(true);
        expect(head.length + Number(mark.exec(texts[at] as string)?.[1]) + tail.length).toBe(whole.length);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps within its bound, and both halves full", () => {
    const steps: Step[] = Array.from({ length: 300 }, (_, number) => [
      { kind: "output" as const, stream: "stdout" as const, text: "x".repeat(1_000) },
      ...(number % 7 === 0 ? [{ kind: "store" as const }] : []),
    ]).flat();
    const { inOrder } = run(40_000, steps);
    const cost = inOrder.reduce((sum, { data }) => sum + costOf(data.length), 0);
    const largest = Math.max(...inOrder.map(({ data }) => costOf(data.length)));
    expect(cost).toBeGreaterThan(40_000);
    expect(cost).toBeLessThan(40_000 + 2 * largest + 500);
  });

  it("shows each new piece when it is stored, also behind the head", () => {
    const stored = new Stored();
    const log = new BoundedLog(2_000, []);
    for (let number = 0; number < 50; number += 1) {
      log.add({ stream: "stdout", data: Buffer.from(`line ${number}\n`), cursor: `${number}` });
      stored.apply(log.change());
      expect(stored.text.endsWith(`line ${number}\n`)).toBe(true);
    }
    expect(stored.text).toMatch(/^line 0\n(.*\n)*\[\d+ bytes of output were cut here\]/);
  });

  it("counts pieces, not bytes alone: one byte at a time, from both streams, stays small", () => {
    const log = new BoundedLog(200_000, []);
    const stored = new Stored();
    for (let number = 0; number < 100_000; number += 1) {
      const stream = number % 2 === 0 ? "stdout" : "stderr";
      log.add({ stream, data: Buffer.from("x"), cursor: `${number}` });
      if (log.fillsHead) stored.apply(log.change());
    }
    stored.apply(log.change());
    expect(stored.rows.size).toBeLessThan(1_000);
  });
});
