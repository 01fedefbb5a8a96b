import { describe, expect, it } from "vitest";
import { applyCodes, plain } from "../../dashboard/src/lib/text-style.ts";

describe("applyCodes", () => {
  it.each([
    ["1;31", { bold: true, foreground: 1 }],
    ["93;44", { foreground: 11, background: 4 }],
    ["38;5;9", { foreground: 9 }],
    ["38;5;196", { foreground: "rgb(255 0 0)" }],
    ["48;5;244", { background: "rgb(128 128 128)" }],
    ["38;2;1;2;3;4", { foreground: "rgb(1 2 3)", underline: true }],
    ["38:5:21", { foreground: "rgb(0 0 255)" }],
    ["", {}],
    ["5;8;99", {}],
    ["38;2;300;0;0", {}],
    ["38;5", {}],
    ["38", {}],
  ])("reads %j", (codes, style) => {
    expect(applyCodes(plain, codes)).toEqual(style);
  });

  it("sets back one thing or all", () => {
    const style = applyCodes(plain, "1;3;31");
    expect(applyCodes(style, "22;39")).toEqual({
      bold: false,
      dim: false,
      italic: true,
      foreground: undefined,
    });
    expect(applyCodes(style, "0")).toBe(plain);
  });
});
