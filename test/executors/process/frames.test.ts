import { describe, expect, test } from "vitest";
import { encodeFrames, maxFrameData, parseFrames } from "../../../src/executors/process/frames.ts";
import fc from "../../support/properties.ts";

const streams = fc.constantFrom("stdout" as const, "stderr" as const);
const writes = fc.array(
  fc.record({ stream: streams, data: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
);

describe("the frames of the output file", () => {
  test("come back as they were written, wherever the file is cut", () => {
    fc.assert(
      fc.property(writes, fc.nat(), (written, at) => {
        const file = Buffer.concat(written.map(({ stream, data }) => encodeFrames(stream, data)));
        const cut = file.length === 0 ? 0 : at % (file.length + 1);

        const first = [...parseFrames(file.subarray(0, cut))];
        const rest = [...parseFrames(file.subarray(first.at(-1)?.end ?? 0))];

        const read = [...first, ...rest].map(({ stream, data }) => ({ stream, data: [...data] }));
        expect(read).toEqual(written.map(({ stream, data }) => ({ stream, data: [...data] })));
      }),
    );
  });

  test("hold a bounded amount each, however much is written at once", () => {
    const data = Buffer.alloc(3 * maxFrameData + 1, "x");
    const frames = [...parseFrames(Buffer.from(encodeFrames("stderr", data)))];
    expect(frames.map((frame) => frame.data.length)).toEqual([maxFrameData, maxFrameData, maxFrameData, 1]);
    expect(Buffer.concat(frames.map((frame) => frame.data)).equals(data)).toBe(true);
  });

  test("that are none are told from those that are cut off", () => {
    expect(() => [...parseFrames(Buffer.from([3, 0, 0, 0, 0]))]).toThrow("unknown stream");
    expect(() => [...parseFrames(Buffer.from([1, 255, 0, 0, 0]))]).toThrow("frame of");
    expect([...parseFrames(Buffer.from([1, 0, 0, 0, 2, 65]))]).toEqual([]);
  });
});
