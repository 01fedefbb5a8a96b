/**
 * Text that somebody else wrote, made harmless to look at: control characters and those that turn the
 * direction of writing become symbols. What is markup needs nothing: React writes text, not markup.
 */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, (character) => symbolFor(character.codePointAt(0) as number));
}

/** All control characters but tab and line feed; marks, overrides and isolates of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const unseen = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function symbolFor(code: number): string {
  // Unicode has a picture for each of the first 32, and for DEL.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return "\ufffd";
}
