import type { Design } from "../../formula/frame/design";
import type { DerivedVariables } from "../../formula/language/derived";
import { isWithin, type TermFamily, termFamilies } from "../../formula/language/families";
import { printRandom } from "../../formula/language/print";
import { type RandomTermSpec, type Term, termKey } from "../../formula/language/terms";
import { orthogonalize } from "../../linalg/orthogonalize";
import { isSpanned } from "../../model/design/partition";

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
  const all = specs.flatMap((spec) => separated(spec, derived, design));
  return all.flatMap((spec, i): RandomReduction[] => {
    const others = all.filter((_, j) => j !== i);
    const marginal = marginalTerms(spec.effects, derived);
    const label = printRandom(spec, derived);
    if (!reduceTerms || marginal.length === 0) return [{ label, random: others }];
    return marginal.map(({ name, members }) => {
      const rest = spec.effects.filter((effect) => !members.includes(effect));
      const left = rest.length > 0 ? rest : interceptIn(members, spec, others, design);
      return {
        label: `${name} in ${label}`,
        random: left.length === 0 ? others : all.map((own, j) => (j === i ? { ...spec, effects: left } : own)),
      };
    });
  });
}

/** The effects but the intercept that are contained in no other one. */
function marginalTerms(terms: readonly Term[], derived: DerivedVariables): TermFamily[] {
  const families = termFamilies(terms, derived);
  return families.filter((family) => family.variables.length > 0 && !families.some((other) => isWithin(family, other)));
}

/** A term as several whose effects correlate, or that have one effect, of whose columns none may correlate. */
function separated(spec: RandomTermSpec, derived: DerivedVariables, design: Design): RandomTermSpec[] {
  if (spec.correlated) return [spec];
  return termFamilies(spec.effects, derived).map(({ members }) => ({
    ...spec,
    effects: members,
    correlated: design.columns(members).names.length === 1,
  }));
}

function interceptIn(
  members: readonly Term[],
  spec: RandomTermSpec,
  others: readonly RandomTermSpec[],
  design: Design,
): Term[] {
  const key = termKey(spec.grouping);
  if (!spec.correlated) return [];
  if (
    others.some(({ grouping, effects }) => termKey(grouping) === key && effects.some((effect) => effect.length === 0))
  )
    return [];
  const [intercept, columns] = [[[]], members].map((terms) => design.columns(terms).columns);
  return isSpanned(intercept[0], orthogonalize(columns).basis) ? [[]] : [];
}
