import { isSymbol, isWord, type Token, tokenize } from "./tokens.ts";

/** A condition as checks and predicates have it. */
export type Expression =
  | { readonly kind: "and" | "or"; readonly terms: readonly Expression[] }
  | { readonly kind: "not"; readonly term: Expression }
  | {
      readonly kind: "compare";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "isNull"; readonly negated: boolean; readonly term: Expression }
  | { readonly kind: "in"; readonly term: Expression; readonly values: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly values: readonly Expression[] }
  | { readonly kind: "cast"; readonly type: string; readonly term: Expression }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "number" | "string"; readonly text: string };

/** Reads a condition in any engine's dialect; undefined where it has more than this grammar knows. */
export function parseExpression(sql: string): Expression | undefined {
  const parser = new Parser(tokenize(sql));
  try {
    return parser.whole();
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class NotUnderstood extends Error {}

/** Recursive descent, one method for each strength of binding. */
class Parser {
  readonly #tokens: readonly Token[];
  #place = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#next) throw new NotUnderstood();
    return expression;
  }

  #or(): Expression {
    const terms = [this.#and()];
    while (this.#takeWord("or")) terms.push(this.#and());
    return terms.length === 1 ? (terms[0] as Expression) : { kind: "or", terms };
  }

  #and(): Expression {
    const terms = [this.#not()];
    while (this.#takeWord("and")) terms.push(this.#not());
    return terms.length === 1 ? (terms[0] as Expression) : { kind: "and", terms };
  }

  #not(): Expression {
    return this.#takeWord("not") ? { kind: "not", term: this.#not() } : this.#predicate();
  }

  #predicate(): Expression {
    const left = this.#operand();
    if (this.#takeWord("is")) {
      const negated = this.#takeWord("not");
      this.#expectWord("null");
      return { kind: "isNull", negated, term: left };
    }
    const negated = this.#takeWord("not");
    const positive = this.#range(left);
    if (positive) return negated ? { kind: "not", term: positive } : positive;
    if (negated) throw new NotUnderstood();
    const operator = ["<=", ">=", "<>", "!=", "=", "<", ">"].find((symbol) => this.#takeSymbol(symbol));
    if (!operator) return left;
    return {
      kind: "compare",
      operator: operator === "!=" ? "<>" : operator,
      left,
      right: this.#operand(),
    };
  }

  #range(left: Expression): Expression | undefined {
    if (this.#takeWord("between")) {
      const low = this.#operand();
      this.#expectWord("and");
      const high = this.#operand();
      return {
        kind: "and",
        terms: [
          { kind: "compare", operator: ">=", left, right: low },
          { kind: "compare", operator: "<=", left, right: high },
        ],
      };
    }
    if (this.#takeWord("in")) {
      this.#expectSymbol("(");
      return { kind: "in", term: left, values: this.#list() };
    }
    return undefined;
  }

  #operand(): Expression {
    let term = this.#primary();
    while (this.#takeSymbol("::")) term = { kind: "cast", type: this.#type(), term };
    return term;
  }

  #primary(): Expression {
    const token = this.#next;
    if (!token) throw new NotUnderstood();
    this.#place++;
    if (isSymbol(token, "(")) {
      const inner = this.#or();
      this.#expectSymbol(")");
      return inner;
    }
    if (isSymbol(token, "-") && this.#next?.kind === "number") {
      return { kind: "number", text: `-${this.#take().text}` };
    }
    if (token.kind === "number" || token.kind === "string") return { kind: token.kind, text: token.text };
    if (token.kind === "symbol") throw new NotUnderstood();
    if (isWord(token, "cast")) return this.#cast();
    if (this.#takeSymbol("(")) return { kind: "call", name: token.text.toLowerCase(), values: this.#list() };
    return this.#takeSymbol(".") ? this.#primary() : nameOf(token);
  }

  #cast(): Expression {
    this.#expectSymbol("(");
    const term = this.#operand();
    this.#expectWord("as");
    const type = this.#type();
    this.#expectSymbol(")");
    return { kind: "cast", type, term };
  }

  /** What stands between an opened parenthesis and its end. */
  #list(): Expression[] {
    if (this.#takeSymbol(")")) return [];
    const values = [this.#or()];
    while (this.#takeSymbol(",")) values.push(this.#or());
    this.#expectSymbol(")");
    return values;
  }

  /** `character varying(20)`, `timestamp with time zone` */
  #type(): string {
    let type = this.#takeKind("word");
    while (isWord(this.#next, "varying", "precision", "with", "without", "time", "zone", "unsigned")) {
      type += ` ${this.#take().text}`;
    }
    if (this.#takeSymbol("(")) type += `(${this.#takeKind("number")}${this.#closeType()}`;
    return type.toLowerCase();
  }

  #closeType(): string {
    const scale = this.#takeSymbol(",") ? `,${this.#takeKind("number")}` : "";
    this.#expectSymbol(")");
    return `${scale})`;
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#place];
  }

  #take(): Token {
    const token = this.#next;
    if (!token) throw new NotUnderstood();
    this.#place++;
    return token;
  }

  #takeKind(kind: Token["kind"]): string {
    const token = this.#take();
    if (token.kind !== kind) throw new NotUnderstood();
    return token.text;
  }

  #takeWord(word: string): boolean {
    return isWord(this.#next, word) && this.#place++ >= 0;
  }

  #takeSymbol(symbol: string): boolean {
    return isSymbol(this.#next, symbol) && this.#place++ >= 0;
  }

  #expectWord(word: string): void {
    if (!this.#takeWord(word)) throw new NotUnderstood();
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw new NotUnderstood();
  }
}

function nameOf(token: Token): Expression {
  return { kind: "name", name: token.kind === "quotedName" ? token.text : token.text.toLowerCase() };
}
