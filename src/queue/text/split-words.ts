/**
 * The words of a text, split as a POSIX shell would, with nothing expanded: single quotes keep all that is
 * in them; in double quotes a backslash keeps itself and the quote; outside, the next character.
 *
 * Our own, because the library that quotes them (shlex) reads an escape twice where words are quoted in parts.
 *
 * @throws {Error} where a quote is not closed, or nothing follows a backslash
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let place = 0;
  while (place < text.length) {
    const character = text.charAt(place++);
    if (isBlank(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'") {
      const end = text.indexOf("'", place);
      if (end === -1) throw new Error("a single quote is not closed");
      word = (word ?? "") + text.slice(place, end);
      place = end + 1;
    } else if (character === '"') {
      const quoted = readDoubleQuoted(text, place);
      word = (word ?? "") + quoted.content;
      place = quoted.end;
    } else if (character === "\\") {
      if (place === text.length) throw new Error("nothing follows the last backslash");
      const next = text.charAt(place++);
      // The command goes on in the next line.
      if (next !== "\n") word = (word ?? "") + next;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** What is quoted from a place behind the quote on, and where it goes on behind the other one. */
function readDoubleQuoted(text: string, start: number): { content: string; end: number } {
  let content = "";
  for (let place = start; place < text.length; place++) {
    const character = text.charAt(place);
    if (character === '"') return { content, end: place + 1 };
    const escapes = character === "\\" && /^["\\]/.test(text.charAt(place + 1));
    if (escapes) place++;
    content += escapes ? text.charAt(place) : character;
  }
  throw new Error("a double quote is not closed");
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\r" || character === "\n";
}
