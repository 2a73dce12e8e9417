import { workingDesign } from "../deviance/modelData";
import type { RandomEffectsTerm } from "../deviance/randomEffectsTerm";
import { orthogonalize } from "../linalg/orthogonalize";
import { isCovarianceWithin } from "./design/covarianceWithin";
import { isSamePartition, isSpanned } from "./design/partition";
import type { MixedModel } from "./mixedModel";

/** Why the smaller of two models of the same response is no special case of the larger one; undefined if it is one. */
export function whyNotNested(small: MixedModel, large: MixedModel): string | undefined {
  const reason = whySigmaNotNested(small, large);
  if (reason !== undefined) return reason;
  const { frame, kept, weighted } = small.data;
  const outside = weighted.fixed.findIndex((column) => !isSpanned(column, large.data.basis.basis));
  if (outside >= 0)
    return (
      `the fixed effect '${frame.fixed.names[kept[outside]]}' of the smaller model is no combination of ` +
      "those of the larger one"
    );
  const larger = workingTerms(large);
  for (const term of workingTerms(small)) {
    const same = larger.find((other) => isSamePartition(term, other));
    const reason =
      same === undefined
        ? `the grouping factor '${term.grouping}' of the smaller model is not in the larger one`
        : whyTermNotNested(term, same);
    if (reason !== undefined && !larger.some((other) => isCovarianceWithin(term, other))) return reason;
  }
  return undefined;
}

/** The terms with the columns that a fit computes in: those of the same blocks span the same, and lose no digits. */
function workingTerms({ data }: MixedModel): RandomEffectsTerm[] {
  const { terms } = workingDesign(data);
  return data.terms.map((term, t) => ({ ...term, columns: [...terms[t].columns] }));
}

function whySigmaNotNested(small: MixedModel, large: MixedModel): string | undefined {
  if (!large.sigmaIsFixed) return undefined;
  if (!small.sigmaIsFixed) return `σ is estimated in the smaller model but fixed at ${large.sigma} in the larger one`;
  return small.sigma === large.sigma
    ? undefined
    : `σ is fixed at ${small.sigma} in the smaller model and at ${large.sigma} in the larger one`;
}

/** Whether two models have the same fixed effects: each column of one is a combination of those of the other. */
export function haveSameFixedEffects(a: MixedModel, b: MixedModel): boolean {
  return (
    a.data.kept.length === b.data.kept.length &&
    a.data.weighted.fixed.every((column) => isSpanned(column, b.data.basis.basis))
  );
}

/** Effects that correlate in the smaller term must correlate in the larger one too. */
function whyTermNotNested(small: RandomEffectsTerm, large: RandomEffectsTerm): string | undefined {
  const bases = [large.columns, ...large.blocks.map((block) => block.map((c) => large.columns[c]))].map(
    (columns) => orthogonalize(columns).basis,
  );
  const [whole, ...blocks] = bases;
  for (const block of small.blocks) {
    const columns = block.map((c) => small.columns[c]);
    const outside = columns.findIndex((column) => !isSpanned(column, whole));
    if (outside >= 0)
      return (
        `the random effect '${small.names[block[outside]]}' of '${small.grouping}' in the smaller model is no ` +
        "combination of those of the larger one"
      );
    if (!blocks.some((basis) => columns.every((column) => isSpanned(column, basis)))) {
      return (
        `the random effects '${block.map((c) => small.names[c]).join("' and '")}' of '${small.grouping}' ` +
        "correlate in the smaller model but not in the larger one"
      );
    }
  }
  return undefined;
}
