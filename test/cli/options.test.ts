import { describe, expect, it } from "vitest";
import { cores, duration, oneOf, time, wholeNumber } from "../../src/cli/options.ts";
import { printable, shorten } from "../../src/cli/output.ts";

describe("option parsers", () => {
  it.each(["", "1.5", "1e2", "0x10", " 1", "abc", "101", "-1"])(
    "no whole number from 0 to 100: %j",
    (text) => {
      expect(() => wholeNumber(0, 100)(text)).toThrow("whole number from 0 to 100");
    },
  );

  it.each([
    ["2030-01-31T09:00:00Z", "2030-01-31T09:00:00.000Z"],
    ["2030-01-31T09:00:00.250+01:00", "2030-01-31T08:00:00.250Z"],
    ["2028-02-29T00:00Z", "2028-02-29T00:00:00.000Z"],
  ])("the time %s", (text, iso) => {
    expect(time(text).toISOString()).toBe(iso);
  });

  it.each([
    "tomorrow",
    "2030-02-29T00:00:00Z",
    "2030-02-31",
    "2030-13-01",
    "2030-01-00",
    "2030-01-01T25:00:00Z",
    "12:00",
    "1893456000",
  ])("no time: %s", (text) => {
    expect(() => time(text)).toThrow("It must be a time");
  });

  it("durations, cores and choices", () => {
    expect(duration("1.5h")).toBe(5_400_000);
    expect(() => duration("5")).toThrow("duration");
    expect(cores("0.5")).toBe(0.5);
    expect(() => cores("-1")).toThrow("cores");
    expect(oneOf(["a", "b"])("b", ["a"])).toEqual(["a", "b"]);
    expect(() => oneOf(["a", "b"])("c")).toThrow("one of a, b");
  });
});

describe("text from jobs", () => {
  it("has nothing in it that a terminal would obey", () => {
    expect(printable("a\x1b[31mred\x1b[0m\x07\nb\u009b2Jc\x1b]0;title\x07d")).toMatch(/^[ -~]*$/);
  });

  it("is shortened with a mark", () => {
    expect(shorten("abcdef", 4)).toBe("abc…");
    expect(shorten("abc", 4)).toBe("abc");
  });
});
