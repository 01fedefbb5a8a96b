import { type Expression, parseExpression } from "./expression.ts";
import { type Token, tokenize } from "./tokens.ts";

/**
 * A condition in canonical form: each engine prints checks and predicates its own way (quotes,
 * parentheses, case, casts, the order of AND, BETWEEN), and two that mean the same come out the same.
 * What the parser does not know is only freed of quotes, spaces and case.
 */
export function normaliseExpression(sql: string): string {
  const expression = parseExpression(sql);
  return expression ? print(simplify(expression)) : tokenize(sql).map(wordOf).join(" ");
}

/** The names that a condition mentions. */
function namesIn(sql: string): Set<string> {
  return new Set(
    tokenize(sql)
      .filter((token) => token.kind === "word" || token.kind === "quotedName")
      .map(wordOf),
  );
}

/** The one of `columns` that a condition speaks of; undefined where it speaks of several or none. */
export function soleColumn(expression: string, columns: readonly string[]): string | undefined {
  const names = namesIn(expression);
  const mentioned = columns.filter((column) => names.has(column));
  return mentioned.length === 1 ? mentioned[0] : undefined;
}

function wordOf(token: Token): string {
  if (token.kind === "string") return `'${token.text}'`;
  return token.kind === "word" ? token.text.toLowerCase() : token.text;
}

const flipped: Record<string, string> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>" };

function simplify(expression: Expression): Expression {
  switch (expression.kind) {
    case "and":
    case "or":
      return simplifyTerms(expression.kind, expression.terms.map(simplify));
    case "not": {
      const term = simplify(expression.term);
      if (term.kind === "not") return term.term;
      return term.kind === "isNull" ? { ...term, negated: !term.negated } : { kind: "not", term };
    }
    case "isNull":
      return { ...expression, term: simplify(expression.term) };
    case "in":
      return { ...expression, term: simplify(expression.term), values: expression.values.map(simplify) };
    case "compare": {
      const left = simplify(expression.left);
      const right = simplify(expression.right);
      const operator = expression.operator;
      return comesFirst(left, right)
        ? { kind: "compare", operator, left, right }
        : { kind: "compare", operator: flipped[operator] ?? operator, left: right, right: left };
    }
    case "call":
      return { ...expression, values: expression.values.map(simplify) };
    case "cast":
      return simplifyCast(expression.type, simplify(expression.term));
    default:
      return expression;
  }
}

/** Nested ANDs become one, in the order of the alphabet, each term once. */
function simplifyTerms(kind: "and" | "or", nested: readonly Expression[]): Expression {
  const terms = nested.flatMap((term) => (term.kind === kind ? term.terms : [term]));
  const byText = new Map(terms.map((term) => [print(term), term]));
  const sorted = [...byText.keys()].sort().map((text) => byText.get(text) as Expression);
  return sorted.length === 1 ? (sorted[0] as Expression) : { kind, terms: sorted };
}

/** PostgreSQL casts each literal to its column's type, varchar columns to text, and quotes -1. */
function simplifyCast(type: string, term: Expression): Expression {
  if (term.kind === "string" && /^(small|big)?int|^numeric|^double|^real/.test(type)) {
    return { kind: "number", text: term.text };
  }
  const textual = /^(text|char|varchar|bpchar)/.test(type);
  const literal = term.kind === "string" || term.kind === "number";
  return textual || literal ? term : { kind: "cast", type, term };
}

/** Literals stand on the right; of two that are none, the one that comes first in the alphabet on the left. */
function comesFirst(left: Expression, right: Expression): boolean {
  const leftIsLiteral = left.kind === "number" || left.kind === "string";
  const rightIsLiteral = right.kind === "number" || right.kind === "string";
  return leftIsLiteral === rightIsLiteral ? print(left) <= print(right) : rightIsLiteral;
}

function print(expression: Expression): string {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.terms
        .map((term) => (term.kind === "and" || term.kind === "or" ? `(${print(term)})` : print(term)))
        .join(` ${expression.kind.toUpperCase()} `);
    case "not":
      return `NOT (${print(expression.term)})`;
    case "isNull":
      return `${printOperand(expression.term)} IS ${expression.negated ? "NOT " : ""}NULL`;
    case "in":
      return `${printOperand(expression.term)} IN (${expression.values.map(print).sort().join(", ")})`;
    case "compare":
      return `${printOperand(expression.left)} ${expression.operator} ${printOperand(expression.right)}`;
    case "call":
      return `${expression.name}(${expression.values.map(print).join(", ")})`;
    case "cast":
      return `CAST(${print(expression.term)} AS ${expression.type})`;
    case "name":
      return expression.name;
    case "number":
      return expression.text;
    case "string":
      return `'${expression.text.replaceAll("'", "''")}'`;
  }
}

function printOperand(expression: Expression): string {
  const atomic = ["call", "cast", "name", "number", "string"].includes(expression.kind);
  return atomic ? print(expression) : `(${print(expression)})`;
}
