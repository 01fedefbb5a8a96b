import { describe, expect, it } from "vitest";
import { visibleText } from "../../dashboard/src/lib/visible-text.ts";
import fc from "../support/properties.ts";

/** Of the plane that the characters in question are in. */
const character = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

describe("visibleText", () => {
  it("leaves text of any language alone", () => {
    const text = "Überschrift, 日本語, עברית, emoji 👩‍🚀\n\ttabbed";
    expect(visibleText(text)).toBe(text);
  });

  it("shows what would turn the direction of writing", () => {
    expect(visibleText("invoice\u202efdp.exe")).toBe("invoice\ufffdfdp.exe");
  });

  it("shows control characters as pictures", () => {
    expect(visibleText("a\0b\x1b[31mc\x7f\r")).toBe("a␀b␛[31mc␡␍");
  });

  it("leaves nothing that a terminal or a browser would obey, and no more or fewer characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        const shown = visibleText(text);
        expect(shown).toHaveLength(text.length);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(shown).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
