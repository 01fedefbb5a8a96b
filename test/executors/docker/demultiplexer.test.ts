import { describe, expect, test } from "vitest";
import {
  createDemultiplexer,
  type EngineFrame,
  maxFrameData,
} from "../../../src/executors/docker/demultiplexer.ts";
import fc from "../../support/properties.ts";

const streams = ["stdin", "stdout", "stderr", "error"] as const;

function encode({ stream, data }: EngineFrame): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(streams.indexOf(stream), 0);
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

/** The bytes in pieces, cut at the given places. */
function* cut(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  let start = 0;
  for (const length of lengths) {
    yield bytes.subarray(start, start + length);
    start += length;
  }
  yield bytes.subarray(start);
}

const frames = fc.array(
  fc.record({
    stream: fc.constantFrom(...streams),
    data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  }),
);

describe("the demultiplexer", () => {
  test("gives the same frames, however their bytes arrive", () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(50)), (sent, lengths) => {
        const demultiplex = createDemultiplexer();
        const bytes = Buffer.concat(sent.map(encode));
        expect([...cut(bytes, lengths)].flatMap(demultiplex)).toEqual(sent);
      }),
    );
  });

  test("takes a million frames of one byte at once, and a large one byte by byte", () => {
    const tiny = encode({ stream: "stdout", data: Buffer.from("x") });
    const many = Buffer.concat(Array.from({ length: 1_000_000 }, () => tiny));
    expect(createDemultiplexer()(many)).toHaveLength(1_000_000);

    const large = { stream: "stderr", data: Buffer.alloc(maxFrameData, "y") } as const;
    const demultiplex = createDemultiplexer();
    const received = [
      ...cut(
        encode(large),
        Array.from({ length: maxFrameData }, () => 1),
      ),
    ].flatMap(demultiplex);
    expect(received).toHaveLength(1);
    expect(received[0]?.data.equals(large.data)).toBe(true);
  });

  test("refuses what is no frame, before it fills the memory", () => {
    expect(() => createDemultiplexer()(Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]))).toThrow("unknown stream");
    expect(() => createDemultiplexer()(Buffer.from([1, 0, 0, 0, 255, 0, 0, 0]))).toThrow("frame of");
    expect(() => createDemultiplexer()(Buffer.from("HTTP/1.1 500"))).toThrow("frame of");
  });
});
