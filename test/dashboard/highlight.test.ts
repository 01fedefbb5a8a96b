import { describe, expect, it } from "vitest";
import { contains, highlight } from "../../dashboard/src/lib/highlight.ts";
import fc from "../support/properties.ts";

describe("highlight", () => {
  it("finds in any case, over several spans", () => {
    const line = {
      text: "an Error here",
      spans: [
        { text: "an Er", style: { foreground: 1 } },
        { text: "ror here", style: {} },
      ],
    };
    expect(highlight(line, "error").map(({ text, hit }) => [text, hit])).toEqual([
      ["an ", false],
      ["Er", true],
      ["ror", true],
      [" here", false],
    ]);
  });

  it("keeps the text as it is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "grapheme", maxLength: 3 }),
        (text, wanted) => {
          const pieces = highlight({ text }, wanted);
          expect(pieces.map((piece) => piece.text).join("")).toBe(text);
          expect(pieces.some(({ hit }) => hit)).toBe(contains(text, wanted));
        },
      ),
    );
  });
});
