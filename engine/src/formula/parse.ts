import { FormulaError, type Token, scan } from "./scanner";

/** The tree of one side of a formula; `at` is a place in the text, counted from 1. */
export type Expression =
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | { readonly kind: "intercept"; readonly present: boolean; readonly at: number }
  | Chain
  | RandomExpression;

/** Operands joined by operators of one rank, applied from left to right: a list, so that long formulas need no deep tree. */
export interface Chain {
  readonly kind: "chain";
  readonly first: Expression;
  readonly rest: readonly Step[];
  readonly at: number;
}

export interface Step {
  readonly operator: Operator;
  readonly operand: Expression;
  readonly at: number;
}

export interface RandomExpression {
  readonly kind: "random";
  readonly effects: Expression;
  readonly grouping: Expression;
  readonly correlated: boolean;
  readonly at: number;
}

/** `:` is read as `&`. */
export type Operator = "+" | "-" | "*" | "/" | "&";

export interface Formula {
  readonly response: string;
  readonly responseAt: number;
  readonly right: Expression;
}

/** Operators from the loosest to the tightest: `&` binds like `*` as in Julia, `:` tighter as in R. */
const RANKS: readonly ReadonlyMap<string, Operator>[] = [
  new Map<string, Operator>([["+", "+"], ["-", "-"]]),
  new Map<string, Operator>([["*", "*"], ["/", "/"], ["&", "&"]]),
  new Map<string, Operator>([[":", "&"]]),
];

const MAX_DEPTH = 100;

/** Reads formula text into a tree; throws a {@link FormulaError} that says what was expected and where. */
export function parse(text: string): Formula {
  if (typeof text !== "string") throw new TypeError(`a formula must be text such as "y ~ 1 + x + (1 | g)", not ${String(text)}`);
  return new Parser(scan(text)).formula();
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  formula(): Formula {
    if (this.peek().kind === "end") throw new FormulaError("a formula must not be empty; write it like y ~ 1 + x + (1 | g)", 1);
    const response = this.advance();
    if (response.kind !== "name") throw new FormulaError(`the left side of a formula is the name of the response; found ${shown(response)}`, response.at);
    this.refuseCall(response);
    this.expect("~", "after the response");
    const right = this.expression();
    const end = this.peek();
    if (isOperator(end, "|") || isOperator(end, "||")) throw new FormulaError("a random-effects term stands in parentheses, such as (1 + x | g)", end.at);
    if (end.kind !== "end") throw new FormulaError(`expected an operator or the end; found ${shown(end)}`, end.at);
    return { response: response.text, responseAt: response.at, right };
  }

  private expression(): Expression {
    return isOperator(this.peek(), "-") ? this.chain(0, { kind: "intercept", present: true, at: this.peek().at }) : this.chain(0);
  }

  private chain(rank: number, start?: Expression): Expression {
    const operand = (): Expression => (rank + 1 < RANKS.length ? this.chain(rank + 1) : this.primary());
    const { at } = this.peek();
    const first = start ?? operand();
    const rest: Step[] = [];
    for (;;) {
      const token = this.peek();
      const operator = token.kind === "operator" ? RANKS[rank].get(token.text) : undefined;
      if (operator === undefined) return rest.length === 0 ? first : { kind: "chain", first, rest, at };
      this.advance();
      rest.push({ operator, operand: operand(), at: token.at });
    }
  }

  private primary(): Expression {
    const token = this.advance();
    const { kind, text, at } = token;
    if (kind === "name") {
      if (text === "zerocorr" && isOperator(this.peek(), "(")) return this.zerocorr();
      this.refuseCall(token);
      return { kind: "variable", name: text, at };
    }
    if (kind === "number") {
      if (text !== "1" && text !== "0") throw new FormulaError(`the only numbers in a formula are 1 and 0, for the intercept; found ${shown(token)}`, at);
      return { kind: "intercept", present: text === "1", at };
    }
    if (isOperator(token, "(")) return this.parenthesised(at);
    throw new FormulaError(`expected a variable, 1, 0 or a parenthesis; found ${shown(token)}`, at);
  }

  private zerocorr(): Expression {
    const { at } = this.advance();
    const term = this.parenthesised(at);
    if (term.kind !== "random") throw new FormulaError("zerocorr takes a random-effects term such as zerocorr(1 + x | g)", at);
    return { ...term, correlated: false };
  }

  /** What follows an opening parenthesis: an expression, or effects, a bar and a grouping factor. */
  private parenthesised(at: number): Expression {
    if (++this.depth > MAX_DEPTH) throw new FormulaError(`parentheses may be nested ${MAX_DEPTH} deep at most`, at);
    const inside = this.expression();
    const bar = this.peek();
    const random = isOperator(bar, "|") || isOperator(bar, "||");
    if (random) this.advance();
    const result: Expression = random ? { kind: "random", effects: inside, grouping: this.expression(), correlated: bar.text === "|", at } : inside;
    this.expect(")", random ? "after the grouping factor" : "to close the parenthesis");
    this.depth--;
    return result;
  }

  private refuseCall({ text, at }: Token): void {
    if (isOperator(this.peek(), "(")) throw new FormulaError(`a formula takes columns, not functions of them; put ${text}(…) into a column of the table first`, at);
  }

  private expect(text: string, where: string): void {
    const token = this.advance();
    if (!isOperator(token, text)) throw new FormulaError(`expected '${text}' ${where}; found ${shown(token)}`, token.at);
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

function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}

function shown({ kind, text }: Token): string {
  return kind === "end" ? text : `'${text}'`;
}
