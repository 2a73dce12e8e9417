import { quoteName } from "./scanner";
import type { FormulaTerms, RandomTermSpec, Term } from "./terms";

/** The formula with every term written out, as MixedModels.jl prints it; parsing it again gives the same terms. */
export function printFormula({ response, fixed, random }: Pick<FormulaTerms, "response" | "fixed" | "random">): string {
  return `${quoteName(response)} ~ ${[printTerms(fixed), ...random.map(printRandom)].join(" + ")}`;
}

function printRandom({ effects, grouping, correlated }: RandomTermSpec): string {
  const text = `(${printTerms(effects)} | ${printTerm(grouping)})`;
  return correlated ? text : `zerocorr${text}`;
}

function printTerms(terms: readonly Term[]): string {
  const intercept = terms.some((term) => term.length === 0);
  return [...(intercept ? [] : ["0"]), ...terms.map(printTerm)].join(" + ");
}

function printTerm(term: Term): string {
  return term.length === 0 ? "1" : term.map(quoteName).join(" & ");
}
