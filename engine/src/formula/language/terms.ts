import { FormulaError } from "../../errors";
import { type Calculation, columnsOf, negated, printCalculation } from "./calculation";
import { calculated, type Derived, type DerivedVariables, MAX_DEGREE, sourcesOf } from "./derived";
import { type Chain, type Expression, type Operator, parse, type RandomExpression } from "./parse";

/** A term of a linear predictor: the variables that are multiplied, as often as they are; none for the intercept. */
export type Term = readonly string[];

/** Where each column first stands on the right side, for errors. */
export type Places = ReadonlyMap<string, number>;

export interface RandomTermSpec {
  readonly effects: readonly Term[];
  /** Variables whose combinations of levels form the grouping factor. */
  readonly grouping: Term;
  readonly correlated: boolean;
}

/** A formula with every term written out: the intercept first, then by degree, else as written. */
export interface FormulaTerms {
  /** Name of the response: a column or a derived variable. */
  readonly response: string;
  readonly responseAt: number;
  /** Whether the response was written as cbind(successes, failures). */
  readonly isCounted: boolean;
  /** What the response is divided by, where it is a quotient: the trials of a proportion. */
  readonly divisor?: Calculation;
  /** What is divided by it. */
  readonly numerator?: Calculation;
  /** The columns of the response, with their places. */
  readonly responseColumns: readonly { readonly name: string; readonly at: number }[];
  readonly fixed: readonly Term[];
  readonly random: readonly RandomTermSpec[];
  /** Those that would have an intercept, as they say neither 1 nor 0, if an earlier one of their factor had none. */
  readonly withoutIntercept: readonly RandomTermSpec[];
  /** Names of the derived variables that are added to the linear predictor as they are. */
  readonly offsets: readonly string[];
  readonly places: Places;
  /** The variables that the formula makes of columns, by name. */
  readonly derived: DerivedVariables;
}

const MAX_TERMS = 512;
const MAX_PRODUCTS = 50_000;

const INTERCEPT: Term = [];

/**
 * Parses and expands a formula: `a * b` is `a + b + a & b`, `a / b` is `a + a & b`; the fixed part and each grouping
 * factor have an intercept unless `0 +` or `- 1` takes it away. `(a + b)^2` is `a + b + a & b`. As in StatsModels.jl,
 * `x & x` of a number is its square, so that `x * x` is `x + x & x`; of a factor it is the factor.
 * @param isNumber whether a column enters as a number
 */
export function formulaTerms(text: string, isNumber: (column: string) => boolean = () => false): FormulaTerms {
  const { response, responseAt, isCounted, right } = parse(text);
  const expander = new Expander(isNumber);
  const fixed = ordered(expander.expand(right, true), true);
  const { random, withoutIntercept, offsets, places, derived } = expander;
  if (random.length === 0)
    throw new FormulaError(
      "a mixed model needs a random-effects term such as (1 | subj); the formula has none",
      [...text].length + 1,
    );
  if (response.kind !== "column") derived.set(printCalculation(response), calculated(response));
  const name = response.kind === "column" ? response.name : printCalculation(response);
  return {
    response: name,
    responseAt,
    isCounted,
    ...divisorOf(response),
    responseColumns: columnsOf(response),
    fixed,
    random,
    withoutIntercept,
    offsets: [...offsets],
    places,
    derived,
  };
}

function divisorOf(response: Calculation): Pick<FormulaTerms, "divisor" | "numerator"> {
  if (response.kind !== "arithmetic" || response.rest.length !== 1 || response.rest[0].operator !== "/") return {};
  return { numerator: response.first, divisor: response.rest[0].operand };
}

/** The same text for terms of the same variables, such as `a & b` and `b & a`. */
export function termKey(term: Term): string {
  return JSON.stringify([...term].sort());
}

/** Terms by their key, without the intercept, and what is said about the intercept, if anything. */
interface Expansion {
  readonly terms: Map<string, Term>;
  readonly intercept: boolean | undefined;
}

class Expander {
  readonly places = new Map<string, number>();
  readonly random: RandomTermSpec[] = [];
  readonly withoutIntercept: RandomTermSpec[] = [];
  readonly offsets = new Set<string>();
  readonly derived = new Map<string, Derived>();
  private readonly effectsOfGrouping = new Map<string, Set<string>>();
  private products = 0;

  constructor(private readonly isNumber: (column: string) => boolean) {}

  /** @param top whether random-effects terms may stand here */
  expand(node: Expression, top = false): Expansion {
    switch (node.kind) {
      case "variable":
        this.addPlace(node);
        return collect([[node.name]], node.at);
      case "derived":
        node.variables.forEach((variable) => this.derive(variable));
        return collect(
          node.variables.map(({ name }) => [name]),
          node.at,
        );
      case "number":
        throw new FormulaError(
          "the only numbers in a formula are 1 and 0, for the intercept, " +
            `and those that columns are multiplied with; found ${node.value}`,
          node.at,
        );
      case "offset":
        if (!top)
          throw new FormulaError(
            "an offset is added to the other terms, not multiplied, subtracted or put inside one",
            node.at,
          );
        this.offsets.add(node.variable.name);
        this.derive(node.variable);
        return { terms: new Map(), intercept: undefined };
      case "power":
        return this.power(node.base, node.exponent, node.at);
      case "intercept":
        return { terms: new Map(), intercept: node.present };
      case "random":
        if (!top)
          throw new FormulaError(
            "a random-effects term is added to the other terms, not multiplied, subtracted or put inside one",
            node.at,
          );
        this.addRandom(node);
        return { terms: new Map(), intercept: undefined };
      case "chain":
        return node.rest[0].operator === "+" || node.rest[0].operator === "-"
          ? this.sum(node, top)
          : this.product(node);
    }
  }

  private sum({ first, rest }: Chain, top: boolean): Expansion {
    const start = this.expand(first, top);
    const terms = new Map(start.terms);
    let { intercept } = start;
    for (const { operator, operand, at } of rest) {
      const next = this.expand(operand, top && operator === "+");
      if (operator === "+") {
        for (const [key, term] of next.terms) if (!terms.has(key)) terms.set(key, term);
        intercept = next.intercept ?? intercept;
      } else {
        for (const [key, term] of next.terms) if (!terms.delete(key)) this.checkSubtrahend(term, at);
        if (next.intercept === true) intercept = false;
      }
      checkCount(terms.size, at);
    }
    return { terms, intercept };
  }

  /**
   * A variable that is not there may be taken away, as in R; a calculation is rather meant to be added with its sign.
   */
  private checkSubtrahend([name, ...others]: Term, at: number): void {
    const variable = this.derived.get(name);
    if (others.length > 0 || variable?.kind !== "calculation") return;
    const { calculation } = variable;
    throw new FormulaError(
      `'${printCalculation(calculation)}' is no term of the formula that could be taken away; ` +
        `with its sign it is added by + ${calculated(negated(calculation)).text}`,
      at,
    );
  }

  private product({ first, rest }: Chain): Expansion {
    let result = this.expand(first);
    for (const { operator, operand, at } of rest) {
      const left = factors(result, at);
      const right = factors(this.expand(operand), at);
      result = collect(this.multiply(operator, left, right, at), at);
    }
    return result;
  }

  /** The terms of the base and their interactions up to a degree. */
  private power(base: Expression, exponent: number, at: number): Expansion {
    const terms = factors(this.expand(base), at);
    let result = terms;
    for (let degree = 2; degree <= exponent; degree++) {
      const products = this.pairs(result, terms, at, () => false);
      result = factors(collect([...result, ...products], at), at);
    }
    return collect(result, at);
  }

  /** Whether `x & x` is the square of a variable, not the variable. */
  private hasSquare(name: string): boolean {
    const variable = this.derived.get(name);
    return variable === undefined ? this.isNumber(name) : variable.kind === "calculation";
  }

  private derive(variable: Derived): void {
    this.derived.set(variable.name, variable);
    sourcesOf(variable).forEach((source) => this.addPlace(source));
  }

  private addPlace({ name, at }: { name: string; at: number }): void {
    if (!this.places.has(name)) this.places.set(name, at);
  }

  private multiply(operator: Operator, left: readonly Term[], right: readonly Term[], at: number): Term[] {
    if (operator === "/") {
      const outer = union(left.flat(), INTERCEPT, at);
      return [...left, ...right.map((term) => union(outer, term, at))];
    }
    const products = this.pairs(left, right, at, (name) => this.hasSquare(name));
    return operator === "*" ? [...left, ...right, ...products] : products;
  }

  private pairs(left: readonly Term[], right: readonly Term[], at: number, repeats: Repeats): Term[] {
    this.products += left.length * right.length;
    if (this.products > MAX_PRODUCTS)
      throw new FormulaError(`multiplying out a formula may take ${MAX_PRODUCTS} products at most`, at);
    return left.flatMap((a) => right.map((b) => union(a, b, at, repeats)));
  }

  private addRandom({ effects, grouping, correlated, at }: RandomExpression): void {
    const groupings = withoutRepeats(this.expand(grouping), grouping.at);
    if (groupings.intercept !== undefined)
      throw new FormulaError("a grouping factor is a variable or an interaction of variables, not 1 or 0", grouping.at);
    const expansion = this.expand(effects);
    for (const [key, factor] of groupings.terms) {
      const known = this.effectsOfGrouping.get(key) ?? new Set();
      this.effectsOfGrouping.set(key, known);
      const hasIntercept = known.has(termKey(INTERCEPT));
      const terms = ordered(expansion, !hasIntercept);
      checkEffects(terms, factor, known, at);
      for (const term of terms) known.add(termKey(term));
      const spec = { effects: terms, grouping: factor, correlated };
      this.random.push(spec);
      if (hasIntercept && expansion.intercept === undefined) this.withoutIntercept.push(spec);
    }
  }
}

function checkEffects(effects: readonly Term[], grouping: Term, known: ReadonlySet<string>, at: number): void {
  if (effects.length === 0)
    throw new FormulaError("a random-effects term needs an effect before the bar, at least 1; this one has none", at);
  const shared = effects.flat().find((name) => grouping.includes(name));
  if (shared !== undefined)
    throw new FormulaError(`a variable may not stand on both sides of the bar; '${shared}' does`, at);
  const repeated = effects.find((term) => known.has(termKey(term)));
  if (repeated !== undefined) {
    throw new FormulaError(
      "an effect may stand in one term of a grouping factor only; " +
        `'${repeated.join(" & ") || "1"}' stands in two of '${grouping.join(" & ")}'`,
      at,
    );
  }
}

/** Terms that have each variable once, as those of a grouping factor have. */
function withoutRepeats({ terms, intercept }: Expansion, at: number): Expansion {
  return {
    ...collect(
      [...terms.values()].map((term) => union(term, INTERCEPT, at)),
      at,
    ),
    intercept,
  };
}

/** The operand of a product as terms, the intercept among them if it is there. */
function factors({ terms, intercept }: Expansion, at: number): Term[] {
  if (intercept === false) throw new FormulaError("the intercept is taken away by adding 0, not inside a product", at);
  return intercept ? [INTERCEPT, ...terms.values()] : [...terms.values()];
}

/** Terms without repetitions; the first one of each stays. */
function collect(all: readonly Term[], at: number): Expansion {
  const terms = new Map<string, Term>();
  for (const term of all) {
    const key = termKey(term);
    if (!terms.has(key)) terms.set(key, term);
  }
  const intercept = terms.delete(termKey(INTERCEPT)) ? true : undefined;
  checkCount(terms.size, at);
  return { terms, intercept };
}

function checkCount(count: number, at: number): void {
  if (count > MAX_TERMS)
    throw new FormulaError(`a formula may have ${MAX_TERMS} terms at most; this one expands to more`, at);
}

/**
 * The intercept in front, unless taken away or, if nothing is said about it, not implicit; then the terms by degree.
 */
function ordered({ terms, intercept }: Expansion, implicit: boolean): Term[] {
  const sorted = [...terms.values()].sort((a, b) => a.length - b.length);
  return (intercept ?? implicit) ? [INTERCEPT, ...sorted] : sorted;
}

/** Whether a variable counts as often as it is multiplied. */
type Repeats = (name: string) => boolean;

function union(a: Term, b: Term, at: number, repeats: Repeats = () => false): Term {
  const variables = [...a, ...b].filter((name, i, all) => repeats(name) || all.indexOf(name) === i);
  if (variables.length > MAX_DEGREE)
    throw new FormulaError(`a term may multiply ${MAX_DEGREE} variables at most; this one has more`, at);
  return variables;
}
