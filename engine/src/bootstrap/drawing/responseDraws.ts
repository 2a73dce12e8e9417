import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { RandomStream } from "../../random/stream";
import type { Table } from "../../table/table";
import { checkDrawable } from "./generalizedPlan";
import { drawnResponse } from "./generalizedSimulator";
import { weightsOfDraws } from "./simulateGeneralized";

/** A response of a generalized model in a row of other data, given its mean and φ; proportions where it is binomial. */
export function responseDraws(
  model: GeneralizedLinearMixedModel,
  table: Table,
): (rng: RandomStream, mean: number, dispersion: number, row: number) => number {
  checkDrawable(model);
  const { family } = model;
  const weights = weightsOfDraws("predictionintervals", model, table);
  return (rng, mean, dispersion, row) => drawnResponse(rng, family, mean, weights?.[row] ?? 1, dispersion);
}
