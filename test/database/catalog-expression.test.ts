import { describe, expect, it } from "vitest";
import { type Expression, parseExpression } from "../../src/database/catalog/expression.ts";
import { normaliseExpression, soleColumn } from "../../src/database/catalog/normalise.ts";
import fc from "../support/properties.ts";

type Row = Record<string, number | null>;
/** SQL's three values; null is unknown. */
type Truth = boolean | null;

const columns = ["priority", "queued_at", "launched_at"] as const;

const name = fc.constantFrom(...columns).map((column): Expression => ({ kind: "name", name: column }));
const number = fc
  .integer({ min: -3, max: 3 })
  .map((value): Expression => ({ kind: "number", text: `${value}` }));
const comparison = fc
  .tuple(fc.constantFrom("<", "<=", ">", ">=", "=", "<>"), name, fc.oneof(number, name), fc.boolean())
  .map(
    ([operator, a, b, flip]): Expression => ({
      kind: "compare",
      operator,
      left: flip ? b : a,
      right: flip ? a : b,
    }),
  );
const nullTest = fc
  .tuple(name, fc.boolean())
  .map(([term, negated]): Expression => ({ kind: "isNull", negated, term }));

const { condition } = fc.letrec<{ condition: Expression }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    comparison,
    nullTest,
    tie("condition").map((term): Expression => ({ kind: "not", term })),
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("condition"), { minLength: 2, maxLength: 3 }))
      .map(([kind, terms]) => ({ kind, terms }) as Expression),
  ),
}));

const row: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(columns.map((column) => [column, fc.option(fc.integer({ min: -3, max: 3 }))])),
);

/** How a database might print a condition. */
interface Style {
  readonly quote: string;
  readonly upper: boolean;
  readonly parentheses: boolean;
  readonly casts: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  quote: fc.constantFrom("", '"', "`"),
  upper: fc.boolean(),
  parentheses: fc.boolean(),
  casts: fc.boolean(),
});

function print(expression: Expression, how: Style): string {
  const word = (text: string) => (how.upper ? text.toUpperCase() : text);
  const inner = (term: Expression) => {
    const compound = term.kind === "and" || term.kind === "or" || term.kind === "not";
    return compound || how.parentheses ? `(${print(term, how)})` : print(term, how);
  };
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.terms.map(inner).join(` ${word(expression.kind)}  `);
    case "not":
      return `${word("not")} ${inner(expression.term)}`;
    case "isNull":
      return `${print(expression.term, how)} ${word(expression.negated ? "is not null" : "is null")}`;
    case "compare":
      return `${print(expression.left, how)} ${expression.operator} ${print(expression.right, how)}`;
    case "number":
      return how.casts ? `'${expression.text}'::integer` : expression.text;
    case "name":
      return how.quote === "" ? word(expression.name) : how.quote + expression.name + how.quote;
    default:
      throw new Error(`cannot print ${expression.kind}`);
  }
}

function evaluate(expression: Expression, values: Row): Truth {
  switch (expression.kind) {
    case "and": {
      const terms = expression.terms.map((term) => evaluate(term, values));
      return terms.includes(false) ? false : terms.includes(null) ? null : true;
    }
    case "or": {
      const terms = expression.terms.map((term) => evaluate(term, values));
      return terms.includes(true) ? true : terms.includes(null) ? null : false;
    }
    case "not": {
      const term = evaluate(expression.term, values);
      return term === null ? null : !term;
    }
    case "isNull":
      return (numberOf(expression.term, values) === null) !== expression.negated;
    case "compare": {
      const left = numberOf(expression.left, values);
      const right = numberOf(expression.right, values);
      return left === null || right === null ? null : compare(expression.operator, left, right);
    }
    default:
      throw new Error(`cannot evaluate ${expression.kind}`);
  }
}

function numberOf(expression: Expression, values: Row): number | null {
  if (expression.kind === "number") return Number(expression.text);
  return expression.kind === "name" ? (values[expression.name] ?? null) : Number.NaN;
}

function compare(operator: string, left: number, right: number): boolean {
  if (operator === "=") return left === right;
  if (operator === "<>") return left !== right;
  const less = operator.startsWith("<") ? left < right : left > right;
  return less || (operator.endsWith("=") && left === right);
}

describe("normaliseExpression", () => {
  it("is the same however a database prints a condition", () => {
    fc.assert(
      fc.property(condition, style, style, (expression, one, other) => {
        expect(normaliseExpression(print(expression, one))).toBe(
          normaliseExpression(print(expression, other)),
        );
      }),
    );
  });

  it("is the same whatever the order and however often a term is repeated", () => {
    const plain = { quote: "", upper: false, parentheses: true, casts: false };
    fc.assert(
      fc.property(fc.array(condition, { minLength: 2, maxLength: 4 }), fc.nat(), (terms, seed) => {
        const place = seed % terms.length;
        const turned = [...terms.slice(place), ...terms.slice(0, place), terms[place] as Expression];
        const and = (list: Expression[]): Expression => ({ kind: "and", terms: list });
        expect(normaliseExpression(print(and(turned), plain))).toBe(
          normaliseExpression(print(and(terms), plain)),
        );
      }),
    );
  });

  it("means the same as what it was made from", () => {
    const plain = { quote: "", upper: false, parentheses: false, casts: false };
    fc.assert(
      fc.property(condition, fc.array(row, { minLength: 5, maxLength: 20 }), (expression, rows) => {
        const normal = parseExpression(normaliseExpression(print(expression, plain)));
        for (const values of rows) {
          expect(evaluate(normal as Expression, values)).toBe(evaluate(expression, values));
        }
      }),
    );
  });

  it("is its own normal form", () => {
    fc.assert(
      fc.property(condition, style, (expression, how) => {
        const once = normaliseExpression(print(expression, how));
        expect(normaliseExpression(once)).toBe(once);
      }),
    );
  });

  it.each([
    // PostgreSQL, MariaDB, MySQL and SQLite of the same
    [
      "queued_at IS NOT NULL AND launched_at IS NULL",
      "((queued_at IS NOT NULL) AND (launched_at IS NULL))",
      "`launched_at` is null and `queued_at` is not null",
      '("queued_at" is not null) and "launched_at" is null',
    ],
    [
      "priority >= 0 AND priority <= 100",
      "((priority >= 0) AND (priority <= 100))",
      "`priority` between 0 and 100",
      "0 <= priority AND 100 >= priority",
      "(priority <= 100) /* high */ AND NOT NOT (priority >= 0) -- low",
    ],
    ["retry_count >= -1", "(retry_count >= '-1'::integer)", "CAST('-1' AS integer) <= retry_count"],
    [
      "status = 'queued'",
      "((status)::text = 'queued'::text)",
      "'queued' = \"status\"",
      "`t`.`status` = 'queued'",
      "status = 'queued'::character varying(20)",
    ],
    ['(JSON_VALID("data") OR "data" IS NULL)', "`data` is null or json_valid(`data`)"],
    ["status IN ('a', 'b')", "status in ('b','a')"],
    ["a <> 1", "a != 1", "1 <> a"],
  ])("takes for one: %s", (first, ...others) => {
    for (const other of others) expect(normaliseExpression(other)).toBe(normaliseExpression(first));
  });

  it.each([
    ["priority >= 0", "priority > 0"],
    ["priority >= 0", "priority <= 0"],
    ["priority >= 0 AND retry_count >= 0", "priority >= 0 OR retry_count >= 0"],
    ["NOT (a = 1 AND b = 2)", "NOT a = 1 AND b = 2"],
    ["a = 1", "a = '1'"],
    ["a IS NULL", "a IS NOT NULL"],
    ["lower(a) = 'x'", "upper(a) = 'x'"],
    ["a::date IS NULL", "a IS NULL"],
    ["a NOT IN (1, 2)", "a IN (1, 2)"],
    ["a NOT BETWEEN 1 AND 2", "a BETWEEN 1 AND 2"],
  ])("takes for two: %s, %s", (one, other) => {
    expect(normaliseExpression(one)).not.toBe(normaliseExpression(other));
  });

  it("keeps what it does not understand, freed of spaces and quotes", () => {
    expect(normaliseExpression("a ~ '^x'  AND  \"b\" @> '{}'")).toBe("a ~ '^x' and b @ > '{}'");
    expect(normaliseExpression("")).toBe("");
    expect(normaliseExpression("a = ANY (ARRAY['x'::text])")).toContain("any");
  });

  it("never fails, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => typeof normaliseExpression(text) === "string"),
    );
  });
});

describe("soleColumn", () => {
  it("is the one column that a condition speaks of", () => {
    expect(soleColumn("priority >= 0 AND priority <= 100", ["id", "priority"])).toBe("priority");
    expect(soleColumn("a < b", ["a", "b"])).toBeUndefined();
    expect(soleColumn("1 = 1", ["a"])).toBeUndefined();
    expect(soleColumn("a = 'priority'", ["a", "priority"])).toBe("a");
  });
});
