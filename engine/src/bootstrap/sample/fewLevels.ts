import type { MixedModel } from "../../model/mixedModel";

/** With fewer levels percentile intervals of standard deviations cover clearly less than they say. */
const FEW_FOR_SPREADS = 50;
/** And with fewer Wald intervals and those of bootstraps of coefficients. */
const FEW_FOR_COEFFICIENTS = 15;

/** Why intervals of a sample are too short, in one line; undefined where there are levels enough. */
export function fewLevelsOfSample(model: MixedModel | undefined, hasSpreads: boolean): string | undefined {
  const few = fewest(model, FEW_FOR_SPREADS);
  if (few === undefined || !hasSpreads) return undefined;
  const what = few.levels < FEW_FOR_COEFFICIENTS ? "intervals" : "intervals of standard deviations";
  return (
    `${few.grouping} has ${few.levels} levels: such ${what} cover the truth too rarely; ` +
    "confint(profile(m)) does better (notebooks/how-far-to-trust.md)"
  );
}

/** Why Wald intervals of coefficients are too short, in one line. */
export function fewLevelsOfModel(model: MixedModel): string | undefined {
  const few = fewest(model, FEW_FOR_COEFFICIENTS);
  if (few === undefined) return undefined;
  return (
    `${few.grouping} has ${few.levels} levels: Wald intervals of effects between them cover the truth too rarely; ` +
    "coeftable(m, { dof }) of a REML fit does better (notebooks/how-far-to-trust.md)"
  );
}

function fewest(model: MixedModel | undefined, few: number): { grouping: string; levels: number } | undefined {
  const terms = model?.data.terms.map(({ grouping, levels }) => ({ grouping, levels })) ?? [];
  const [first] = terms.sort((a, b) => a.levels - b.levels);
  return first !== undefined && first.levels < few ? first : undefined;
}
