import type { MixedModel } from "../../model/mixedModel";
import type { MixedModelBootstrap } from "./mixedModelBootstrap";

interface Grouping {
  readonly grouping: string;
  /** Not known of a sample that an earlier release has saved. */
  readonly levels?: number;
}

/** With fewer levels percentile intervals of standard deviations cover clearly less than they say. */
const FEW_FOR_SPREADS = 50;
/** And with fewer Wald intervals and those of bootstraps of coefficients. */
const FEW_FOR_COEFFICIENTS = 15;

/** Why intervals of a sample are too short, in one line; undefined where there are levels enough. */
export function fewLevelsOfSample(
  { description, model }: MixedModelBootstrap,
  hasSpreads: boolean,
): string | undefined {
  const few = fewest(model?.data.terms ?? description.terms, FEW_FOR_SPREADS);
  if (few === undefined || !hasSpreads) return undefined;
  const what = few.levels < FEW_FOR_COEFFICIENTS ? "intervals" : "intervals of standard deviations";
  return (
    `${few.grouping} has ${few.levels} levels: such ${what} cover the truth too rarely; ` +
    "confint(profile(m)) does better (notebooks/how-far-to-trust.md)"
  );
}

/** Why Wald intervals of coefficients are too short, in one line. */
export function fewLevelsOfModel(model: MixedModel): string | undefined {
  const few = fewest(model.data.terms, FEW_FOR_COEFFICIENTS);
  if (few === undefined) return undefined;
  return (
    `${few.grouping} has ${few.levels} levels: Wald intervals of effects between them cover the truth too rarely; ` +
    "coeftable(m, { dof }) of a REML fit does better (notebooks/how-far-to-trust.md)"
  );
}

function fewest(groupings: readonly Grouping[], few: number): Required<Grouping> | undefined {
  const known = groupings.flatMap(({ grouping, levels }) => (levels === undefined ? [] : [{ grouping, levels }]));
  const [first] = known.sort((a, b) => a.levels - b.levels);
  return first !== undefined && first.levels < few ? first : undefined;
}
