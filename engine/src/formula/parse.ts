import { FormulaError, type Token, scan } from "./scanner";

/** The tree of one side of a formula. */
export type Expression =
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | { readonly kind: "intercept"; readonly present: boolean; readonly at: number }
  | { readonly kind: "sum" | "cross" | "interaction" | "nested"; readonly left: Expression; readonly right: Expression; readonly at: number }
  | { readonly kind: "minus"; readonly left: Expression; readonly right: Expression; readonly at: number }
  | { readonly kind: "random"; readonly effects: Expression; readonly grouping: Expression; readonly correlated: boolean; readonly at: number };

export interface Formula {
  readonly response: string;
  readonly responseAt: number;
  readonly right: Expression;
}

/** Operators from the loosest to the tightest; all are left-associative. */
const LEVELS: readonly { readonly [operator: string]: "sum" | "minus" | "cross" | "interaction" | "nested" }[] = [
  { "+": "sum", "-": "minus" },
  { "*": "cross", "/": "nested" },
  { "&": "interaction", ":": "interaction" },
];

const MAX_DEPTH = 100;

/** Reads formula text into a tree; throws a {@link FormulaError} that says what was expected and where. */
export function parse(text: string): Formula {
  if (typeof text !== "string") throw new TypeError(`a formula must be text such as "y ~ 1 + x + (1 | g)"; got ${String(text)}`);
  return new Parser(scan(text)).formula();
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  formula(): Formula {
    if (this.peek().kind === "end") throw new FormulaError("a formula must not be empty; write it like y ~ 1 + x + (1 | g)", 1);
    const response = this.advance();
    if (response.kind !== "name") throw new FormulaError(`the left side of a formula is the name of the response; found '${response.text}'`, response.at);
    this.expect("~", "after the response");
    const right = this.expression(0);
    const end = this.peek();
    if (end.kind !== "end") throw new FormulaError(`expected an operator or the end; found '${end.text}'`, end.at);
    return { response: response.text, responseAt: response.at, right };
  }

  private expression(level: number): Expression {
    if (level === LEVELS.length) return this.primary();
    const operators = LEVELS[level];
    let left = level === 0 && this.peek().text === "-" && this.peek().kind === "operator" ? this.leadingMinus() : this.expression(level + 1);
    for (;;) {
      const { kind, text, at } = this.peek();
      const operation = kind === "operator" && Object.hasOwn(operators, text) ? operators[text] : undefined;
      if (operation === undefined) return left;
      this.advance();
      left = { kind: operation, left, right: this.expression(level + 1), at };
    }
  }

  /** "-1 + x": the intercept taken away at the start. */
  private leadingMinus(): Expression {
    const { at } = this.advance();
    return { kind: "minus", left: { kind: "intercept", present: true, at }, right: this.expression(1), at };
  }

  private primary(): Expression {
    const token = this.advance();
    if (token.kind === "name" && token.text === "zerocorr" && this.peek().text === "(") return this.zerocorr();
    if (token.kind === "name") return { kind: "variable", name: token.text, at: token.at };
    if (token.kind === "number" && (token.text === "1" || token.text === "0")) return { kind: "intercept", present: token.text === "1", at: token.at };
    if (token.kind === "number") throw new FormulaError(`the only numbers in a formula are 1 and 0, for the intercept; found '${token.text}'`, token.at);
    if (token.kind === "operator" && token.text === "(") return this.parenthesised(token.at);
    throw new FormulaError(`expected a variable, 1, 0 or a parenthesis; found ${token.kind === "end" ? token.text : `'${token.text}'`}`, token.at);
  }

  private zerocorr(): Expression {
    const open = this.advance();
    const term = this.parenthesised(open.at);
    if (term.kind !== "random") throw new FormulaError("zerocorr takes a random-effects term such as zerocorr(1 + x | g)", open.at);
    return { ...term, correlated: false };
  }

  private parenthesised(at: number): Expression {
    if (++this.depth > MAX_DEPTH) throw new FormulaError(`parentheses may be nested ${MAX_DEPTH} deep at most`, at);
    const effects = this.expression(0);
    const bar = this.peek();
    if (bar.kind === "operator" && (bar.text === "|" || bar.text === "||")) {
      this.advance();
      const grouping = this.expression(0);
      this.expect(")", "after the grouping factor");
      this.depth--;
      return { kind: "random", effects, grouping, correlated: bar.text === "|", at };
    }
    this.expect(")", "to close the parenthesis");
    this.depth--;
    return effects;
  }

  private expect(text: string, where: string): void {
    const token = this.advance();
    if (token.kind !== "operator" || token.text !== text) {
      throw new FormulaError(`expected '${text}' ${where}; found ${token.kind === "end" ? token.text : `'${token.text}'`}`, token.at);
    }
  }

  private peek(): Token {
    return this.tokens[this.next];
  }

  private advance(): Token {
    const token = this.tokens[this.next];
    if (token.kind !== "end") this.next++;
    return token;
  }
}
