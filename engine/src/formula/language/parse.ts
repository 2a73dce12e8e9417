import { FormulaError, OptionError } from "../../errors";
import { shownValue } from "../../table/shownValue";
import {
  type ArithmeticOperator,
  type Calculation,
  COMPARISONS,
  columnsOf,
  negated,
  operandCount,
  printCalculation,
} from "./calculation";
import {
  calculated,
  type Derived,
  fullDummies,
  MAX_DEGREE,
  offsetOf,
  polynomialTerms,
  scaledCalculation,
  splineTerms,
} from "./derived";
import { named, parseCalculation, parseCall, parseExponent, parseSum } from "./parseCalculation";
import { parseSpline } from "./parseSpline";
import type { Token } from "./scanner";
import { isOperator, shown, Tokens } from "./tokens";

/** The tree of one side of a formula; `at` is a place in the text, counted from 1. */
export type Expression =
  | { readonly kind: "variable"; readonly name: string; readonly at: number; readonly quoted?: boolean }
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
  /** Whether the response was written as cbind(successes, failures), which {@link response} has as their proportion. */
  readonly isCounted: boolean;
  readonly responseAt: number;
  readonly right: Expression;
}

/** Operators from looser to tighter, all between + and `^`: `&` binds like `*` as in Julia, `:` tighter as in R. */
const PRODUCTS: readonly ReadonlyMap<string, Operator>[] = [
  new Map<string, Operator>([
    ["*", "*"],
    ["/", "/"],
    ["&", "&"],
  ]),
  new Map<string, Operator>([[":", "&"]]),
];

const MAX_OPERANDS = 1000;

/** The function of R that makes a binomial response of two counts. */
const COUNTS = "cbind";

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
    const isCounted = start.kind === "name" && start.text === COUNTS && !start.quoted;
    const response = isOperator(start, "~") ? undefined : isCounted ? this.counts() : parseSum(tokens);
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
    refuseComparison(end);
    if (end.kind !== "end") throw new FormulaError(`expected an operator or the end; found ${shown(end)}`, end.at);
    return { response, responseAt: start.at, isCounted, right };
  }

  /** R's cbind(successes, failures), as successes / (successes + failures). */
  private counts(): Calculation {
    const { tokens } = this;
    tokens.advance();
    tokens.expect("(", `after ${COUNTS}`);
    const first = parseSum(tokens);
    tokens.expect(",", "between the successes and the failures");
    const failures = parseSum(tokens);
    tokens.expect(")", `to close ${COUNTS}(`);
    const trials: Calculation = { kind: "arithmetic", first, rest: [{ operator: "+", operand: failures }] };
    return { kind: "arithmetic", first, rest: [{ operator: "/", operand: trials }] };
  }

  private expression(): Expression {
    this.tokens.skip("+");
    return this.sum();
  }

  /** Terms that are added and taken away; a sign before a product with numbers belongs to the product. */
  private sum(): Expression {
    const { tokens } = this;
    const { at } = tokens.peek();
    let first: Expression | undefined = isOperator(tokens.peek(), "-") ? undefined : this.product();
    const rest: Step[] = [];
    for (;;) {
      const token = tokens.peek();
      if (!isOperator(token, "+") && !isOperator(token, "-")) break;
      tokens.advance();
      const isSign = first === undefined || (token.text === "+" && tokens.skip("-"));
      const operand = this.product(0, isSign || token.text === "-");
      const opposite = isSign ? withOtherSign(operand) : undefined;
      if (opposite !== undefined && first === undefined) first = opposite;
      else if (opposite !== undefined) rest.push({ operator: "+", operand: opposite, at: token.at });
      else {
        first ??= { kind: "intercept", present: true, at };
        rest.push({ operator: isSign ? "-" : (token.text as Operator), operand, at: token.at });
      }
    }
    return joined(first!, rest, at);
  }

  /**
   * Products of one rank of {@link PRODUCTS}; those in which a number stands are arithmetic.
   * @param afterMinus whether they follow a -
   */
  private product(rank = 0, afterMinus = false): Expression {
    const { tokens } = this;
    const operand = (): Expression => (rank + 1 < PRODUCTS.length ? this.product(rank + 1) : this.power());
    const { at } = tokens.peek();
    const first = operand();
    const rest: Step[] = [];
    for (;;) {
      const token = tokens.peek();
      const operator = token.kind === "operator" ? PRODUCTS[rank].get(token.text) : undefined;
      if (operator === undefined) break;
      tokens.advance();
      rest.push({ operator, operand: operand(), at: token.at });
    }
    const chain = joined(first, rest, at);
    const operands = [first, ...rest.map((step) => step.operand)];
    if (chain === first || !operands.some(isNumber)) return chain;
    if (!afterMinus && crossesIntercept(operands, rest)) {
      const isOne = (node: Expression): boolean => isNumber(node);
      const steps = rest.filter(({ operand: node }) => !isOne(node));
      return isOne(first) ? joined(steps[0].operand, steps.slice(1), at) : joined(first, steps, at);
    }
    const zero = operands.find((one) => isNumber(one) && (one.kind === "intercept" ? !one.present : one.value === 0));
    if (zero !== undefined)
      throw new FormulaError("0 stands alone in a sum, where it takes the intercept away, not in a product", zero.at);
    const interaction = rest.find(({ operator }) => operator === "&");
    if (interaction !== undefined)
      throw new FormulaError(
        "an interaction is one of columns, not of numbers such as the intercept's 1",
        interaction.at,
      );
    return arithmetic(toCalculation(chain), at);
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
      return isOperator(this.tokens.peek(), "(")
        ? this.call(token)
        : { kind: "variable", name: text, at, ...(token.quoted ? { quoted: true } : {}) };
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
      case "ns":
      case "bs":
        return this.spline(name.text, name.at);
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
    return this.columnsOfTerm("poly", polynomialTerms(of, degree), at);
  }

  /** `ns(x, 3)` or `bs(x, 4)`, or one of their columns as `ns(x, 3)1`. */
  private spline(kind: "ns" | "bs", at: number): Expression {
    const call = parseSpline(this.tokens, kind, at);
    arithmetic(call.calculation, at);
    return this.columnsOfTerm(kind, splineTerms(call), at);
  }

  /** All columns of a term, or the one whose number follows. */
  private columnsOfTerm(name: string, all: readonly Derived[], at: number): Expression {
    if (this.tokens.peek().kind !== "number") return { kind: "derived", variables: all, at };
    const column = this.tokens.advance();
    const one = all[Number(column.text) - 1];
    if (one === undefined)
      throw new FormulaError(
        `the columns of ${name} are numbered from 1 to ${all.length}; found ${shown(column)}`,
        column.at,
      );
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
      refuseComparison(tokens.peek());
      tokens.expect(")", random ? "after the grouping factor" : "to close the parenthesis");
      return result;
    });
  }
}

function refuseComparison({ kind, text, at }: Token): void {
  if (kind === "operator" && (COMPARISONS.has(text) || text === "="))
    throw new FormulaError("a comparison is written as a function, such as I(x > 2)", at);
}

function joined(first: Expression, rest: readonly Step[], at: number): Expression {
  return rest.length === 0 ? first : { kind: "chain", first, rest, at };
}

/** Whether a product crosses terms with the intercept, as `1 * a * b` does, which is `a * b` beside the intercept. */
function crossesIntercept(operands: readonly Expression[], rest: readonly Step[]): boolean {
  const numbers = operands.filter(isNumber);
  return (
    numbers.length < operands.length &&
    numbers.every((one) => one.kind === "intercept" && one.present) &&
    rest.every(({ operator }) => operator === "*")
  );
}

/** Whether a number stands here: 1 and 0 too, which are the intercept only where they stand alone in a sum. */
function isNumber(node: Expression): node is Extract<Expression, { kind: "number" | "intercept" }> {
  return node.kind === "number" || node.kind === "intercept";
}

/** A product with numbers, with the other sign; undefined for anything else, which a sign takes away. */
function withOtherSign(node: Expression): Expression | undefined {
  const calculation = node.kind === "derived" ? scaledCalculation(node.variables[0]) : undefined;
  return calculation && arithmetic(negated(calculation), node.at);
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
      return named({ text: node.name, at: node.at, quoted: node.quoted });
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
