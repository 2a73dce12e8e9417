import type { Design } from "../../formula/frame/design";
import { type TermFamily, termFamilies } from "../../formula/language/families";
import type { MixedModel } from "../../model/mixedModel";
import { designOf } from "./reducedModel";

/** A term of the fixed effects as the formula has written it, with its columns of X. */
export interface FixedTerm extends TermFamily {
  /** Indices among the columns of X, ascending. */
  readonly columns: readonly number[];
}

/** The terms of the fixed effects, the intercept (without variables) among them. */
export function fixedTerms({ data: { frame } }: MixedModel, design: Design = designOf(frame)): FixedTerm[] {
  const { fixed, derived } = frame.recipe.terms;
  const spanned = new Set<string>();
  let next = 0;
  const places = new Map(fixed.map((term) => [term, design.columns([term], spanned).names.map(() => next++)] as const));
  return termFamilies(fixed, derived).map((family) => ({
    ...family,
    columns: family.members.flatMap((term) => places.get(term)!).sort((a, b) => a - b),
  }));
}
