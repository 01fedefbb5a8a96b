import { describe, expect, it } from "vitest";
import { LogText, longestRow } from "../../dashboard/src/lib/log-text.ts";
import fc from "../support/properties.ts";

function read(...pieces: string[]): LogText {
  const log = new LogText();
  for (const text of pieces) log.push({ attempt: 1, stream: "stdout", text });
  return log;
}

const texts = (log: LogText) => log.rows().map(({ text }) => text);

describe("LogText", () => {
  it("splits lines wherever their pieces end", () => {
    expect(texts(read("one\ntw", "o\nth", "ree"))).toEqual(["one", "two", "three"]);
  });

  it("reads the same however the output was cut", () => {
    const line = fc.string({
      unit: fc.constantFrom("a", "é", " ", "\x1b[31m", "\x1b[0m", "\x1b]0;t\x07", "\r", "\n"),
    });
    fc.assert(
      fc.property(fc.array(line), (pieces) => {
        expect(read(...pieces).rows()).toEqual(read(pieces.join("")).rows());
      }),
    );
  });

  it("keeps the streams of each attempt apart", () => {
    const log = new LogText();
    log.push({ attempt: 1, stream: "stdout", text: "out" });
    log.push({ attempt: 1, stream: "stderr", text: "err\n" });
    log.push({ attempt: 2, stream: "stdout", text: "again\n" });
    expect(log.rows().map(({ attempt, stream, text }) => [attempt, stream, text])).toEqual([
      [1, "stderr", "err"],
      [2, "stdout", "again"],
      [1, "stdout", "out"],
    ]);
  });

  it("carries a colour from line to line until it is set back", () => {
    const [first, second, third] = read("\x1b[31mred\nstill\x1b[0m not\nplain").rows();
    expect(first?.spans).toEqual([{ text: "red", style: { foreground: 1 } }]);
    expect(second?.spans).toEqual([
      { text: "still", style: { foreground: 1 } },
      { text: " not", style: {} },
    ]);
    expect(third?.spans).toBeUndefined();
  });

  it("shows of a progress bar what it showed last", () => {
    expect(texts(read("10 %\r50 %\r100 %\ndone\r\n"))).toEqual(["100 %", "done"]);
  });

  it("obeys nothing but colours", () => {
    const hostile =
      "a\x1b[2J\x1b[1;1Hb\x1b]0;title\x07c\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\d\x9b5Ae\x1bP1q\x1b\\f\x1bcg";
    expect(texts(read(hostile))).toEqual(["abclinkdefg"]);
  });

  it("shows what was never closed no further than its line", () => {
    expect(texts(read("a\x1b]0;never closed\nnext\n"))).toEqual(["a", "next"]);
  });

  it("breaks a line that is too long for a browser, and loses nothing of it", () => {
    const text = `${"x".repeat(longestRow * 30)}end`;
    const log = read(text.slice(0, 50_000), text.slice(50_000), "\nnext");
    const rows = log.rows();
    expect(rows.every((row) => row.text.length <= longestRow)).toBe(true);
    expect(
      rows
        .slice(0, -1)
        .map((row) => row.text)
        .join(""),
    ).toBe(text);
    expect(rows.at(-1)).toMatchObject({ text: "next", number: 2, continued: false });
    expect(rows.filter(({ continued }) => !continued)).toHaveLength(2);
  });

  it("takes time in proportion to its length, whatever it holds", () => {
    // A reader that keeps each "bold" in a list would need minutes for this.
    const log = read(`${"\x1b[1m".repeat(200_000)}x\n`);
    expect(log.rows().at(-1)).toMatchObject({ text: "x" });
  });
});
