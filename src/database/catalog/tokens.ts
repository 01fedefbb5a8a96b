/** A word of SQL. `text` has no quotes; `start` and `end` are its place in the source. */
export interface Token {
  readonly kind: "word" | "quotedName" | "string" | "number" | "symbol";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const pattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<quotedName>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<string>'(?:[^']|'')*')|(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<word>[a-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|(?<symbol>::|<=|>=|<>|!=|\|\||[\s\S])/giy;

/** Splits SQL of any of the engines into words; spaces and comments are left out. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups = {}, index, 0: whole } of sql.matchAll(pattern)) {
    const found = Object.entries(groups).find(([, text]) => text !== undefined);
    if (!found || found[0] === "space") continue;
    const kind = found[0] as Token["kind"];
    tokens.push({ kind, text: unquote(kind, whole), start: index, end: index + whole.length });
  }
  return tokens;
}

function unquote(kind: Token["kind"], text: string): string {
  if (kind !== "quotedName" && kind !== "string") return text;
  const quote = text.charAt(text.length - 1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Whether the token is this keyword, quoted names apart. */
export function isWord(token: Token | undefined, ...words: string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toLowerCase());
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.text === symbol;
}

/** The place of the parenthesis that closes the one at `open`, or the end where none does. */
export function closingParenthesis(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let place = open; place < tokens.length; place++) {
    if (isSymbol(tokens[place], "(")) depth++;
    if (isSymbol(tokens[place], ")") && --depth === 0) return place;
  }
  return tokens.length;
}
