import type { DerivedVariables } from "./derived";
import { quoteName } from "./scanner";
import type { FormulaTerms, RandomTermSpec, Term } from "./terms";

/** The formula with every term written out, as MixedModels.jl prints it; parsing it again gives the same terms. */
export function printFormula({
  response,
  fixed,
  random,
  offsets,
  derived,
}: Pick<FormulaTerms, "response" | "fixed" | "random" | "offsets" | "derived">): string {
  const left = derived.has(response) ? response : quoteName(response);
  const right = [printTerms(fixed, derived), ...offsets, ...random.map((term) => printRandom(term, derived))];
  return `${left} ~ ${right.join(" + ")}`;
}

/** A random-effects term as a formula writes it: (1 + x | g). */
export function printRandom({ effects, grouping, correlated }: RandomTermSpec, derived: DerivedVariables): string {
  const text = `(${printTerms(effects, derived)} | ${printTerm(grouping, derived)})`;
  return correlated ? text : `zerocorr${text}`;
}

function printTerms(terms: readonly Term[], derived: DerivedVariables): string {
  const intercept = terms.some((term) => term.length === 0);
  return [...(intercept ? [] : ["0"]), ...terms.map((term) => printTerm(term, derived))].join(" + ");
}

/** A term as a formula writes it: a & b, or 1 for the intercept. */
export function printTerm(term: Term, derived: DerivedVariables): string {
  return term.length === 0 ? "1" : term.map((name) => derived.get(name)?.text ?? quoteName(name)).join(" & ");
}
