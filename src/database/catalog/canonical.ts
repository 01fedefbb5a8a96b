import type { Dialect } from "../../schema/index.ts";
import { closingParenthesis, isSymbol, isWord, tokenize } from "./tokens.ts";

/** What the engines call the same type, in the words that their catalogs use. */
const synonyms: Record<Dialect, Record<string, string>> = {
  postgres: {
    int: "integer",
    bool: "boolean",
    varchar: "character varying",
    char: "character",
    timestamptz: "timestamp with time zone",
  },
  mariadb: { integer: "int", bool: "tinyint(1)", "double precision": "double", json: "longtext" },
  mysql: { integer: "int", bool: "tinyint(1)", "double precision": "double" },
  sqlite: {},
};

/**
 * A column's type in the words of its database's catalog, lower case: `character varying(200)`,
 * `int unsigned`, `tinyint(1)`. The display widths of older MySQL and MariaDB are dropped.
 */
export function canonicalType(type: string, dialect: Dialect): string {
  const text = type.trim().replaceAll(/\s+/g, " ").toLowerCase();
  if (dialect === "sqlite") return text;
  const [, name = text, rest = ""] = /^([a-z ]+?)((?:\(.*)?(?: unsigned)?)$/.exec(text) ?? [];
  const known = `${synonyms[dialect][name] ?? name}${rest}`;
  return dialect === "postgres" ? known : known.replace(/^((?:small|big)?int)\(\d+\)/, "$1");
}

/** A default as plain text: `50` for `50`, `(50)` and `'50'::integer`; undefined where there is none. */
export function canonicalDefault(text: string | null): string | undefined {
  if (text === null) return undefined;
  let tokens = tokenize(text);
  while (isSymbol(tokens[0], "(") && closingParenthesis(tokens, 0) === tokens.length - 1) {
    tokens = tokens.slice(1, -1);
  }
  const cast = tokens.findIndex((token) => isSymbol(token, "::"));
  if (cast > 0) tokens = tokens.slice(0, cast);
  const [first] = tokens;
  if (!first) return undefined;
  if (tokens.length > 1) return text.slice(first.start, tokens.at(-1)?.end);
  return isWord(first, "null") ? undefined : first.text;
}
