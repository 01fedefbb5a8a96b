import { describe, expect, test } from "vitest";
import type { EngineFrame } from "../../../src/executors/docker/demultiplexer.ts";
import { formatCursor, parseCursor, sinceOf } from "../../../src/executors/docker/log-position.ts";
import { createLogReader } from "../../../src/executors/docker/log-reader.ts";
import fc from "../../support/properties.ts";
import { split } from "../bench.ts";

/** A line as its log driver stores it: in parts where it is long, all under the time of the first. */
interface Line {
  readonly stream: "stdout" | "stderr";
  readonly parts: readonly string[];
  /** Since the line before, nanoseconds; up to hours. */
  readonly later: number;
  /** When the other stream has a line between the first two parts: so many nanoseconds after the first. */
  readonly interleaved: number | null;
}

const duration = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 4e12 }));
const lines = fc.array(
  fc.record({
    stream: fc.constantFrom("stdout" as const, "stderr" as const),
    parts: fc.array(fc.string({ unit: fc.constantFrom("a", "b", " ", "é"), maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    }),
    later: duration,
    interleaved: fc.option(duration),
  }),
  { maxLength: 12 },
);

/** The engine: its log in the order it was written, and its answer to a request since a time. */
function logOf(written: readonly Line[]) {
  const records: { nanoseconds: bigint; frame: EngineFrame }[] = [];
  const held: typeof records = [];
  let nanoseconds = 1_700_000_000_000_000_000n;
  for (const { stream, parts, later, interleaved } of written) {
    nanoseconds += BigInt(later);
    // A stream's line is whole before its next begins.
    records.push(...held.splice(0));
    const complete = parts.length === 1;
    const frames = parts.map((part) => ({
      nanoseconds,
      frame: frame(stream, nanoseconds, complete ? `${part}\n` : part),
    }));
    records.push(...frames.slice(0, 1));
    if (interleaved !== null) {
      nanoseconds += BigInt(interleaved);
      const other = stream === "stdout" ? "stderr" : "stdout";
      records.push({ nanoseconds, frame: frame(other, nanoseconds, "between\n") });
    }
    held.push(...frames.slice(1));
  }
  records.push(...held);
  return {
    since(time: string | undefined): EngineFrame[] {
      const [seconds = "0", fraction = "0"] = (time ?? "0.0").split(".");
      const from = BigInt(seconds) * 1_000_000_000n + BigInt(fraction);
      return records.filter((record) => record.nanoseconds >= from).map((record) => record.frame);
    },
  };
}

function frame(stream: "stdout" | "stderr", nanoseconds: bigint, text: string): EngineFrame {
  const date = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, "0");
  return { stream, data: Buffer.from(`${date}.${fraction}Z ${text}`) };
}

describe("the reader of a container's log", () => {
  test("goes on after any chunk with exactly the rest", () => {
    fc.assert(
      fc.property(lines, (written) => {
        const log = logOf(written);
        // A frame at a time, so each record's place is a place to go on from.
        const reader = createLogReader({});
        const chunks = log.since(undefined).flatMap((each) => reader.read([each]));
        const whole = split(chunks);

        for (const [index, { cursor }] of chunks.entries()) {
          const position = parseCursor(cursor);
          const rest = createLogReader(position).read(log.since(sinceOf(position)));
          const before = split(chunks.slice(0, index + 1));
          const after = split(rest);
          expect(Buffer.concat([before.stdout, after.stdout]).toString()).toBe(whole.stdout.toString());
          expect(Buffer.concat([before.stderr, after.stderr]).toString()).toBe(whole.stderr.toString());
        }
      }),
    );
  });

  test("puts the line break back that the engine leaves out after a line in parts", () => {
    const log = logOf([
      { stream: "stdout", parts: ["long", "er", ""], later: 1, interleaved: null },
      { stream: "stdout", parts: ["next"], later: 1, interleaved: null },
    ]);
    const chunks = createLogReader({}).read(log.since(undefined));
    expect(split(chunks).stdout.toString()).toBe("longer\nnext\n");
    expect(chunks).toHaveLength(1);
  });

  test("keeps text without a line break at the end as it is", () => {
    const chunks = createLogReader({}).read([frame("stderr", 5n, "end")]);
    expect(split(chunks).stderr.toString()).toBe("end");
  });

  test("throws what the engine says went wrong", () => {
    const failed = { stream: "error", data: Buffer.from("Error grabbing logs: EOF\n") } as const;
    expect(() => createLogReader({}).read([failed])).toThrow("Error grabbing logs: EOF");
    const untimed = { stream: "stdout", data: Buffer.from("text") } as const;
    expect(() => createLogReader({}).read([untimed])).toThrow("without a time");
  });
});

describe("the cursor", () => {
  const time = fc
    .record({
      date: fc.date({
        min: new Date("2020-01-01"),
        max: new Date("2200-01-01"),
        noInvalidDate: true,
      }),
      nanoseconds: fc.nat(999_999_999),
    })
    .map(
      ({ date, nanoseconds }) =>
        `${date.toISOString().slice(0, 19)}.${String(nanoseconds).padStart(9, "0")}Z`,
    );
  const stream = fc.record({ time, count: fc.integer({ min: 1, max: 1e11 }), open: fc.boolean() });

  test("comes back from its text, which is short", () => {
    fc.assert(
      fc.property(fc.record({ stdout: stream, stderr: stream }), (position) => {
        const cursor = formatCursor(position);
        expect(parseCursor(cursor)).toEqual(position);
        expect(cursor.length).toBeLessThanOrEqual(255);
      }),
    );
  });

  test.each(["", "0", "stdout@yesterdayx1", "stdout@2026-01-02T03:04:05.000000006Zx0", "x".repeat(300)])(
    "is not %j",
    (text) => {
      expect(() => parseCursor(text)).toThrow("not one of ours");
    },
  );

  test("asks for no more than it must", () => {
    const at = (time: string, open = false) => ({ time: `2026-01-02T03:${time}Z`, count: 1, open });
    const base = Date.parse("2026-01-02T03:00:00Z") / 1000;
    expect(sinceOf({})).toBeUndefined();
    expect(sinceOf({ stdout: at("04:05.000000006") })).toBe(`${base + 185}.000000000`);
    const quiet = { stdout: at("04:05.000000006"), stderr: at("01:00.000000001") };
    expect(sinceOf(quiet)).toBe(`${base + 185}.000000000`);
    const open = { stdout: at("04:05.000000006"), stderr: at("01:00.000000001", true) };
    expect(sinceOf(open)).toBe(`${base + 60}.000000001`);
    const both = { stdout: at("04:05.000000006"), stderr: at("04:04.000000001") };
    expect(sinceOf(both)).toBe(`${base + 244}.000000001`);
  });
});
