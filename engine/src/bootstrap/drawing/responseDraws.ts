import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { RandomStream } from "../../random/stream";
import type { Table } from "../../table/table";
import { checkDrawable } from "./generalizedPlan";
import { drawnResponse } from "./generalizedSimulator";
import { trialsIn } from "./simulateGeneralized";

/** A response of a generalized model in a row of other data, given its mean; proportions where it is binomial. */
export function responseDraws(
  model: GeneralizedLinearMixedModel,
  table: Table,
): (rng: RandomStream, mean: number, row: number) => number {
  checkDrawable(model);
  const { family } = model;
  const trials = family === "Binomial" ? trialsIn(model, table) : undefined;
  return (rng, mean, row) => drawnResponse(rng, family, mean, trials?.[row] ?? 1);
}
