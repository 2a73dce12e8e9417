import { FormulaError } from "./scanner";
import { type Expression, type Formula, parse } from "./parse";

/** A term of a linear predictor: the variables that are multiplied; none for the intercept. */
export type Term = readonly string[];

/** Where each variable first stands in the text, for errors. */
export type Places = ReadonlyMap<string, number>;

export interface RandomTermSpec {
  readonly effects: readonly Term[];
  /** Variables whose combinations of levels form the grouping factor. */
  readonly grouping: readonly string[];
  readonly correlated: boolean;
}

/** A formula with every term written out: the intercept first, then by degree, else as written. */
export interface FormulaTerms {
  readonly response: string;
  readonly fixed: readonly Term[];
  readonly random: readonly RandomTermSpec[];
  readonly places: Places;
}

const MAX_TERMS = 512;

/** Parses and expands a formula: `a * b` is `a + b + a & b`; both parts have an intercept unless `0 +` or `- 1` takes it away. */
export function formulaTerms(text: string): FormulaTerms {
  const formula: Formula = parse(text);
  const places = new Map([[formula.response, formula.responseAt]]);
  const random: RandomTermSpec[] = [];
  const fixed = withIntercept(new Expander(places, random).expand(formula.right));
  if (random.length === 0) throw new FormulaError("a mixed model needs a random-effects term such as (1 | subj); the formula has none", text.length + 1);
  return { response: formula.response, fixed, random, places };
}

/** Terms of an expression, and whether it says anything about the intercept. */
interface Expansion {
  terms: Term[];
  intercept: boolean | undefined;
}

class Expander {
  constructor(private readonly places: Map<string, number>, private readonly random: RandomTermSpec[] | undefined) {}

  expand(node: Expression): Expansion {
    switch (node.kind) {
      case "variable":
        if (!this.places.has(node.name)) this.places.set(node.name, node.at);
        return { terms: [[node.name]], intercept: undefined };
      case "intercept":
        return { terms: [], intercept: node.present };
      case "random":
        this.addRandom(node);
        return { terms: [], intercept: undefined };
      case "sum":
        return sum(this.expand(node.left), this.expand(node.right), node.at);
      case "minus":
        return this.minus(node);
      default:
        return this.product(node);
    }
  }

  private product(node: Extract<Expression, { kind: "sum" | "cross" | "interaction" | "nested" }>): Expansion {
    const left = this.plain(node.left, node.at);
    const right = this.plain(node.right, node.at);
    if (node.kind === "nested") {
      const outer = unique([...left.flat()]);
      return { terms: limit(uniqueTerms([...left, ...right.map((term) => unique([...outer, ...term]))]), node.at), intercept: undefined };
    }
    const products = limit(left.flatMap((a) => right.map((b) => unique([...a, ...b]))), node.at);
    return { terms: limit(uniqueTerms(node.kind === "cross" ? [...left, ...right, ...products] : products), node.at), intercept: undefined };
  }

  /** The terms of a factor of a product, which may not contain an intercept or random effects. */
  private plain(node: Expression, at: number): Term[] {
    if (node.kind === "random") throw new FormulaError("a random-effects term is added, not multiplied", node.at);
    const { terms, intercept } = this.expand(node);
    if (intercept !== undefined) throw new FormulaError("1 and 0 are added, not multiplied", at);
    return terms;
  }

  private minus(node: Extract<Expression, { kind: "minus" }>): Expansion {
    const left = this.expand(node.left);
    const right = new Expander(this.places, undefined).expand(node.right);
    const removed = new Set(right.terms.map(termKey));
    return { terms: left.terms.filter((term) => !removed.has(termKey(term))), intercept: right.intercept === true ? false : left.intercept };
  }

  private addRandom(node: Extract<Expression, { kind: "random" }>): void {
    if (this.random === undefined) throw new FormulaError("a random-effects term stands beside the other terms, not inside one", node.at);
    const inner = new Expander(this.places, undefined);
    const groupings = inner.plain(node.grouping, node.at);
    const effects = withIntercept(inner.expand(node.effects));
    if (effects.length === 0) throw new FormulaError("a random-effects term needs a column; this one has none", node.at);
    for (const grouping of groupings) {
      const shared = effects.flat().find((name) => grouping.includes(name));
      if (shared !== undefined) throw new FormulaError(`a variable may not stand on both sides of the bar; '${shared}' does`, node.at);
      this.random.push({ effects, grouping, correlated: node.correlated });
    }
  }
}

function sum(left: Expansion, right: Expansion, at: number): Expansion {
  return { terms: limit(uniqueTerms([...left.terms, ...right.terms]), at), intercept: right.intercept ?? left.intercept };
}

/** The intercept in front unless taken away, then the terms by degree. */
function withIntercept({ terms, intercept }: Expansion): Term[] {
  const sorted = [...terms].sort((a, b) => a.length - b.length);
  return intercept === false ? sorted : [[], ...sorted];
}

function limit(terms: Term[], at: number): Term[] {
  if (terms.length > MAX_TERMS) throw new FormulaError(`a formula may have ${MAX_TERMS} terms at most`, at);
  return terms;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function uniqueTerms(terms: readonly Term[]): Term[] {
  return [...new Map(terms.map((term) => [termKey(term), term])).values()];
}

/** The same for `a & b` and `b & a`. */
export function termKey(term: Term): string {
  return JSON.stringify([...term].sort());
}

/** The formula as MixedModels.jl prints it. */
export function printFormula({ response, fixed, random }: Pick<FormulaTerms, "response" | "fixed" | "random">): string {
  const print = (terms: readonly Term[]): string => [...(terms.some((term) => term.length === 0) ? [] : ["0"]), ...terms.map(printTerm)].join(" + ");
  const bars = random.map(({ effects, grouping, correlated }) => {
    const text = `(${print(effects)} | ${printTerm(grouping)})`;
    return correlated ? text : `zerocorr${text}`;
  });
  return `${printName(response)} ~ ${[print(fixed), ...bars].join(" + ")}`;
}

function printTerm(term: Term): string {
  return term.length === 0 ? "1" : term.map(printName).join(" & ");
}

function printName(name: string): string {
  return /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_.]*$/u.test(name) ? name : `\`${name}\``;
}
