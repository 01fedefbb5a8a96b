import { closingParenthesis, isSymbol, isWord, type Token, tokenize } from "./tokens.ts";

/** A CHECK as it stands in SQLite's text of a table. */
export interface DefinedCheck {
  readonly name?: string;
  /** The column in whose definition it stands; none for a table's own. */
  readonly column?: string;
  readonly expression: string;
  /** Its place in the text, with its CONSTRAINT name. */
  readonly start: number;
  readonly end: number;
}

interface Definition {
  readonly column?: string;
  readonly tokens: readonly Token[];
}

const tableConstraints = ["constraint", "check", "primary", "unique", "foreign"];

/** What stands between the outermost parentheses of a CREATE TABLE, split at its commas. */
function definitionsOf(tokens: readonly Token[]): Definition[] {
  const open = tokens.findIndex((token) => isSymbol(token, "("));
  if (open === -1 || tokens.slice(0, open).some((token) => isWord(token, "virtual", "as"))) return [];
  const close = closingParenthesis(tokens, open);
  const definitions: Definition[] = [];
  let start = open + 1;
  for (let place = start; place <= close; place++) {
    if (place < close && isSymbol(tokens[place], "(")) place = closingParenthesis(tokens, place);
    if (place < close && !isSymbol(tokens[place], ",")) continue;
    const part = tokens.slice(start, place);
    const [first] = part;
    if (first) definitions.push({ ...columnOf(first), tokens: part });
    start = place + 1;
  }
  return definitions;
}

function columnOf(first: Token): { column?: string } {
  return isWord(first, ...tableConstraints) ? {} : { column: first.text };
}

/** The CHECKs in SQLite's text of a table, those of columns and those of the table. */
export function checksIn(sql: string): DefinedCheck[] {
  return definitionsOf(tokenize(sql)).flatMap((definition) => checksOf(definition, sql));
}

function checksOf({ column, tokens }: Definition, sql: string): DefinedCheck[] {
  const checks: DefinedCheck[] = [];
  for (let place = 0; place < tokens.length; place++) {
    const token = tokens[place] as Token;
    const open = tokens[place + 1];
    if (isWord(token, "check") && open && isSymbol(open, "(")) {
      const close = closingParenthesis(tokens, place + 1);
      const end = tokens[close] ?? open;
      const named = isWord(tokens[place - 2], "constraint");
      checks.push({
        ...(named ? { name: tokens[place - 1]?.text ?? "" } : {}),
        ...(column === undefined ? {} : { column }),
        expression: sql.slice(open.end, end.start),
        start: (named ? tokens[place - 2] : token)?.start ?? token.start,
        end: end.end,
      });
      place = close;
    } else if (isSymbol(token, "(")) {
      place = closingParenthesis(tokens, place);
    }
  }
  return checks;
}

/** A column's definition as it stands in SQLite's text of a table, with the comma or parenthesis before it. */
export function columnText(sql: string, column: string): string | undefined {
  const tokens = tokenize(sql);
  const found = definitionsOf(tokens).find((definition) => definition.column === column)?.tokens;
  const before = found && tokens[tokens.indexOf(found[0] as Token) - 1];
  return before && sql.slice(before.start, found.at(-1)?.end);
}

/** The predicate of a CREATE INDEX, where it has one. */
export function predicateIn(sql: string): string | undefined {
  const tokens = tokenize(sql);
  const open = tokens.findIndex((token) => isSymbol(token, "("));
  const where = tokens[closingParenthesis(tokens, open) + 1];
  return isWord(where, "where") ? sql.slice(where?.end) : undefined;
}
