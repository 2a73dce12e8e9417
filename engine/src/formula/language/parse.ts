import { FormulaError, OptionError } from "../../errors";
import { shownValue } from "../../table/shownValue";
import { type ArithmeticOperator, type Calculation, columnsOf, operandCount, printCalculation } from "./calculation";
import { calculated, type Derived, fullDummies, MAX_DEGREE, offsetOf, polynomialTerms } from "./derived";
import { parseCalculation, parseCall, parseExponent } from "./parseCalculation";
import type { Token } from "./scanner";
import { isOperator, shown, Tokens } from "./tokens";

/** The tree of one side of a formula; `at` is a place in the text, counted from 1. */
export type Expression =
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | { readonly kind: "intercept"; readonly present: boolean; readonly at: number }
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "derived"; readonly variables: readonly Derived[]; readonly at: number }
  | { readonly kind: "offset"; readonly variable: Derived; readonly at: number }
  | { readonly kind: "power"; readonly base: Expression; readonly exponent: number; readonly at: number }
  | Chain
  | RandomExpression;

/**
 * Operands joined by operators of one rank, applied from left to right: a list, so that long formulas need no deep
 * tree.
 */
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
  readonly response: Calculation;
  readonly responseAt: number;
  readonly right: Expression;
}

/** Operators from the loosest to the tightest below `^`: `&` binds like `*` as in Julia, `:` tighter as in R. */
const RANKS: readonly ReadonlyMap<string, Operator>[] = [
  new Map<string, Operator>([
    ["+", "+"],
    ["-", "-"],
  ]),
  new Map<string, Operator>([
    ["*", "*"],
    ["/", "/"],
    ["&", "&"],
  ]),
  new Map<string, Operator>([[":", "&"]]),
];

const MAX_OPERANDS = 1000;

/** Reads formula text into a tree; throws a {@link FormulaError} that says what was expected and where. */
export function parse(text: string): Formula {
  if (typeof text !== "string")
    throw new OptionError(`a formula must be text such as "y ~ 1 + x + (1 | g)", not ${shownValue(text)}`);
  return new Parser(new Tokens(text)).formula();
}

class Parser {
  constructor(private readonly tokens: Tokens) {}

  formula(): Formula {
    const { tokens } = this;
    const start = tokens.peek();
    if (start.kind === "end")
      throw new FormulaError("a formula must not be empty; write it like y ~ 1 + x + (1 | g)", 1);
    const response = isOperator(start, "~") ? undefined : parseCalculation(tokens);
    if (response === undefined || columnsOf(response).length === 0) {
      throw new FormulaError(
        `the left side of a formula is the name of the response or a calculation with it; found ${shown(start)}`,
        start.at,
      );
    }
    checkSize(response, start.at);
    tokens.expect("~", "after the response");
    const right = this.expression();
    const end = tokens.peek();
    if (isOperator(end, "|") || isOperator(end, "||"))
      throw new FormulaError("a random-effects term stands in parentheses, such as (1 + x | g)", end.at);
    if (end.kind !== "end") throw new FormulaError(`expected an operator or the end; found ${shown(end)}`, end.at);
    return { response, responseAt: start.at, right };
  }

  private expression(): Expression {
    this.tokens.skip("+");
    const { at } = this.tokens.peek();
    return isOperator(this.tokens.peek(), "-")
      ? this.chain(0, { kind: "intercept", present: true, at })
      : this.chain(0);
  }

  private chain(rank: number, start?: Expression): Expression {
    const { tokens } = this;
    const operand = (): Expression => (rank + 1 < RANKS.length ? this.chain(rank + 1) : this.power());
    const { at } = tokens.peek();
    const first = start ?? operand();
    const rest: Step[] = [];
    for (;;) {
      const token = tokens.peek();
      const operator = token.kind === "operator" ? RANKS[rank].get(token.text) : undefined;
      if (operator === undefined) break;
      tokens.advance();
      const signed = operator === "+" && tokens.skip("-") ? "-" : operator;
      rest.push({ operator: signed, operand: operand(), at: token.at });
    }
    if (rest.length === 0) return first;
    const chain: Chain = { kind: "chain", first, rest, at };
    const scaled = rank === 1 && [first, ...rest.map((step) => step.operand)].some(({ kind }) => kind === "number");
    return scaled ? arithmetic(toCalculation(chain), at) : chain;
  }

  /** What `^` follows: a power of a column, or of a sum the interactions up to that degree. */
  private power(): Expression {
    const base = this.primary();
    const { at } = this.tokens.peek();
    if (!this.tokens.skip("^")) return base;
    const exponent = parseExponent(this.tokens);
    if (base.kind !== "chain")
      return arithmetic(
        { kind: "arithmetic", first: toCalculation(base), rest: [{ operator: "^", operand: exponent }] },
        base.at,
      );
    if (
      exponent.kind !== "number" ||
      !Number.isInteger(exponent.value) ||
      exponent.value < 1 ||
      exponent.value > MAX_DEGREE
    ) {
      throw new FormulaError(
        `terms are raised to a whole number from 1 to ${MAX_DEGREE}; write I(…) for arithmetic`,
        at,
      );
    }
    return { kind: "power", base, exponent: exponent.value, at };
  }

  private primary(): Expression {
    const token = this.tokens.advance();
    const { kind, text, at } = token;
    if (kind === "name")
      return isOperator(this.tokens.peek(), "(") ? this.call(token) : { kind: "variable", name: text, at };
    if (kind === "number")
      return text === "1" || text === "0"
        ? { kind: "intercept", present: text === "1", at }
        : { kind: "number", value: Number(text), at };
    if (isOperator(token, "(")) return this.parenthesised(at);
    throw new FormulaError(`expected a variable, 1, 0 or a parenthesis; found ${shown(token)}`, at);
  }

  private call(name: Token): Expression {
    switch (name.text) {
      case "zerocorr":
        return this.zerocorr();
      case "fulldummy":
        return this.fulldummy(name.at);
      case "poly":
        return this.polynomial(name.at);
      case "offset":
        return this.offset(name.at);
      default:
        return arithmetic(parseCall(this.tokens, name), name.at);
    }
  }

  private zerocorr(): Expression {
    const { at } = this.tokens.advance();
    const term = this.parenthesised(at);
    if (term.kind !== "random")
      throw new FormulaError("zerocorr takes a random-effects term such as zerocorr(1 + x | g)", at);
    return { ...term, correlated: false };
  }

  private fulldummy(at: number): Expression {
    const { tokens } = this;
    tokens.expect("(", "after fulldummy");
    const token = tokens.advance();
    if (token.kind !== "name")
      throw new FormulaError(`fulldummy takes the name of a factor; found ${shown(token)}`, token.at);
    tokens.expect(")", "to close fulldummy(");
    return derived(fullDummies(token.text, token.at), at);
  }

  private offset(at: number): Expression {
    const { tokens } = this;
    tokens.expect("(", "after offset");
    const of = tokens.nested(at, () => parseCalculation(tokens));
    tokens.expect(")", "to close offset(");
    checkCalculation(of, at);
    return { kind: "offset", variable: offsetOf(of), at };
  }

  /** `poly(x, degree)`, or one of its columns as `poly(x, degree)1`. */
  private polynomial(at: number): Expression {
    const { tokens } = this;
    tokens.expect("(", "after poly");
    const of = tokens.nested(at, () => parseCalculation(tokens));
    arithmetic(of, at);
    tokens.expect(",", "before the degree of poly");
    const token = tokens.advance();
    const degree = token.kind === "number" ? Number(token.text) : NaN;
    if (!Number.isInteger(degree) || degree < 1 || degree > MAX_DEGREE)
      throw new FormulaError(
        `the degree of poly is a whole number from 1 to ${MAX_DEGREE}; found ${shown(token)}`,
        token.at,
      );
    tokens.expect(")", "to close poly(");
    const all = polynomialTerms(of, degree);
    if (tokens.peek().kind !== "number") return { kind: "derived", variables: all, at };
    const column = tokens.advance();
    const one = all[Number(column.text) - 1];
    if (one === undefined)
      throw new FormulaError(`the columns of poly are numbered from 1 to ${degree}; found ${shown(column)}`, column.at);
    return derived(one, at);
  }

  /** What follows an opening parenthesis: an expression, or effects, a bar and a grouping factor. */
  private parenthesised(at: number): Expression {
    const { tokens } = this;
    return tokens.nested(at, () => {
      const inside = this.expression();
      const bar = tokens.peek();
      const random = tokens.skip("|") || tokens.skip("||");
      const result: Expression = random
        ? { kind: "random", effects: inside, grouping: this.expression(), correlated: bar.text === "|", at }
        : inside;
      tokens.expect(")", random ? "after the grouping factor" : "to close the parenthesis");
      return result;
    });
  }
}

function derived(variable: Derived, at: number): Expression {
  return { kind: "derived", variables: [variable], at };
}

function arithmetic(calculation: Calculation, at: number): Expression {
  if (calculation.kind === "column") return { kind: "variable", name: calculation.name, at };
  checkCalculation(calculation, at);
  return derived(calculated(calculation), at);
}

function checkCalculation(calculation: Calculation, at: number): void {
  if (columnsOf(calculation).length === 0)
    throw new FormulaError(`arithmetic in a formula needs a column; ${printCalculation(calculation)} has none`, at);
  checkSize(calculation, at);
}

function checkSize(calculation: Calculation, at: number): void {
  const count = operandCount(calculation);
  if (count > MAX_OPERANDS)
    throw new FormulaError(
      `a calculation in a formula may combine ${MAX_OPERANDS} numbers and columns at most; this one has ${count}`,
      at,
    );
}

/** A part of a formula as arithmetic, because a number stands in it. */
function toCalculation(node: Expression): Calculation {
  switch (node.kind) {
    case "number":
      return { kind: "number", value: node.value };
    case "intercept":
      return { kind: "number", value: node.present ? 1 : 0 };
    case "variable":
      return { kind: "column", name: node.name, at: node.at };
    case "derived": {
      const [variable] = node.variables;
      if (variable.kind === "calculation") return variable.calculation;
      break;
    }
    case "power":
      return {
        kind: "arithmetic",
        first: toCalculation(node.base),
        rest: [{ operator: "^", operand: { kind: "number", value: node.exponent } }],
      };
    case "chain": {
      const rest = node.rest.map(({ operator, operand, at }) => {
        if (operator === "&")
          throw new FormulaError("arithmetic with numbers knows + - * / and ^, not interactions", at);
        return { operator: operator as ArithmeticOperator, operand: toCalculation(operand) };
      });
      return { kind: "arithmetic", first: toCalculation(node.first), rest };
    }
  }
  throw new FormulaError("arithmetic with numbers takes columns and functions of columns", node.at);
}
