import type { Design } from "../../formula/frame/design";
import type { DerivedVariables } from "../../formula/language/derived";
import { printRandom, printTerm } from "../../formula/language/print";
import { type RandomTermSpec, type Term, termKey } from "../../formula/language/terms";
import { orthogonalize } from "../../linalg/orthogonalize";
import { isSpanned } from "../../model/nesting";

/** The random-effects terms of a model without an effect, or without a whole term. */
export interface RandomReduction {
  /** What is left out: "days in (1 + days | subj)" or "(1 | subj)". */
  readonly label: string;
  readonly random: readonly RandomTermSpec[];
}

/**
 * The steps by which random-effects terms can be made smaller, as ranova of lmerTest takes them (Kuznetsova, Brockhoff
 * & Christensen, J. Stat. Softw. 82(13), 2017, §2.3): each effect that is within no other one of its term is left out
 * in turn, and a term of an intercept alone as a whole. Effects that do not correlate are terms of their own. Of 0 + f
 * an intercept stays where the correlated columns of f span one and no other term of the factor has it.
 * @param reduceTerms false: every term as a whole
 */
export function randomReductions(
  specs: readonly RandomTermSpec[],
  derived: DerivedVariables,
  design: Design,
  reduceTerms: boolean,
): RandomReduction[] {
  const all = specs.flatMap((spec) => separated(spec, design));
  return all.flatMap((spec, i): RandomReduction[] => {
    const others = all.filter((_, j) => j !== i);
    const marginal = marginalTerms(spec.effects);
    const label = printRandom(spec, derived);
    if (!reduceTerms || marginal.length === 0) return [{ label, random: others }];
    return marginal.map((term) => {
      const rest = spec.effects.filter((effect) => effect !== term);
      const left = rest.length > 0 ? rest : interceptIn(term, spec, others, design);
      return {
        label: `${printTerm(term, derived)} in ${label}`,
        random: left.length === 0 ? others : all.map((own, j) => (j === i ? { ...spec, effects: left } : own)),
      };
    });
  });
}

/** The terms but the intercept that are contained in no other one. */
export function marginalTerms(terms: readonly Term[]): Term[] {
  const within = (a: Term, b: Term): boolean => a !== b && a.every((variable) => b.includes(variable));
  return terms.filter((term) => term.length > 0 && !terms.some((other) => within(term, other)));
}

/** A term as several whose effects correlate, or that have one effect, of whose columns none may correlate. */
function separated(spec: RandomTermSpec, design: Design): RandomTermSpec[] {
  if (spec.correlated) return [spec];
  return spec.effects.map((effect) => ({
    ...spec,
    effects: [effect],
    correlated: design.columns([effect]).names.length === 1,
  }));
}

function interceptIn(term: Term, spec: RandomTermSpec, others: readonly RandomTermSpec[], design: Design): Term[] {
  const key = termKey(spec.grouping);
  if (!spec.correlated) return [];
  if (
    others.some(({ grouping, effects }) => termKey(grouping) === key && effects.some((effect) => effect.length === 0))
  )
    return [];
  const [intercept, columns] = [[[]], [term]].map((terms) => design.columns(terms).columns);
  return isSpanned(intercept[0], orthogonalize(columns).basis) ? [[]] : [];
}
