import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputChunk } from "../../src/executors/executor.ts";
import { BoundedOutput } from "../../src/worker/bounded-output.ts";

const mark = /^\n\[(\d+) bytes of output were cut here\]\n$/;

function through(limit: number, texts: readonly string[]): string[] {
  const bounded = new BoundedOutput(limit, 0);
  const kept: OutputChunk[] = [];
  for (const [index, text] of texts.entries()) {
    const now = bounded.add({ stream: "stdout", data: Buffer.from(text), cursor: `${index}` });
    if (now) kept.push(now);
  }
  return [...kept, ...bounded.end()].map(({ data }) => Buffer.from(data).toString());
}

describe("bounded output", () => {
  it("keeps all of what is within the limit", () => {
    expect(through(100, ["a", "b", "c"])).toEqual(["a", "b", "c"]);
  });

  it("keeps head and tail, and says between them how much it cut", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.array(fc.string({ minLength: 1, maxLength: 20 })),
        (limit, texts) => {
          const whole = texts.join("");
          const kept = through(limit, texts);
          const at = kept.findIndex((text) => mark.test(text));
          const sizes = texts.map((text) => Buffer.byteLength(text));
          const total = sizes.reduce((sum, size) => sum + size, 0);
          if (at === -1) {
            expect(kept.join("")).toBe(whole);
            return;
          }
          const head = kept.slice(0, at).join("");
          const tail = kept.slice(at + 1).join("");
          const cut = Number(mark.exec(kept[at] as string)?.[1]);
          expect(whole.startsWith(head)).toBe(true);
          expect(whole.endsWith(tail)).toBe(true);
          expect(Buffer.byteLength(head) + cut + Buffer.byteLength(tail)).toBe(total);
          // Whole chunks are kept, so each half may be over by less than one.
          expect(Buffer.byteLength(tail)).toBeGreaterThanOrEqual(
            Math.min(Math.ceil(limit / 2), total - Buffer.byteLength(head)),
          );
        },
      ),
    );
  });

  it("counts what is stored already", () => {
    const bounded = new BoundedOutput(10, 5);
    expect(bounded.add({ stream: "stdout", data: Buffer.from("x"), cursor: "1" })).toBeUndefined();
    expect(bounded.end()).toHaveLength(1);
  });
});
