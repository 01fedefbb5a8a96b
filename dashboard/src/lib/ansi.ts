import { applyCodes, plain, type TextStyle } from "./text-style.ts";
import { visibleText } from "./visible-text.ts";

/** A run of characters that look alike. */
export interface Span {
  readonly text: string;
  readonly style: TextStyle;
}

/**
 * What a terminal obeys: CSI (cursor, screen, colours); OSC and its like (titles, links), to their end; and
 * shorter ones. One that its line does not close ends with the line.
 */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what it looks for
  /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~]|$)|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|(?=\x1b)|$)|\x1b[ -/]*[0-~]?/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const introducer = /[\x1b\x90\x98\x9b\x9d-\x9f]/;

/**
 * A line's text, with all that a terminal would obey taken out, and its colours where it has any. A colour
 * holds until it is set back, so each line begins with the style that the one before ended with.
 */
export function readLine(
  line: string,
  style: TextStyle,
): { text: string; spans?: readonly Span[]; style: TextStyle } {
  if (!introducer.test(line)) {
    const text = visibleText(line);
    return style === plain ? { text, style } : { text, spans: [{ text, style }], style };
  }
  const spans: Span[] = [];
  let end = 0;
  let current = style;
  const add = (text: string) => {
    if (text !== "") spans.push({ text: visibleText(text), style: current });
  };
  for (const match of line.matchAll(sequences)) {
    add(line.slice(end, match.index));
    end = match.index + match[0].length;
    const [, codes = "", final] = match;
    if (final === "m" && /^[\d;:]*$/.test(codes)) current = applyCodes(current, codes);
  }
  add(line.slice(end));
  return { text: spans.map(({ text }) => text).join(""), spans, style: current };
}
