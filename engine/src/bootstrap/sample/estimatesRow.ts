import type { LinearMixedModel } from "../../model/linearMixedModel";
import { type SampleDescription, sampleLayout } from "./sampleDescription";

/** The parameters of a model at some σ and θ, as a sample's table would have them, by its names. */
export function estimatesRow(
  description: SampleDescription,
  model: LinearMixedModel,
  sigma: number = model.sigma,
  theta: Float64Array = model.theta,
): Map<string, number> {
  // Standard errors are none of the parameters.
  const { hasErrors: _, ...own } = description;
  const layout = sampleLayout(own);
  const row = new Float64Array(layout.names.length);
  const beta = Float64Array.from(description.kept, (j) => model.coef[j]);
  const lambdas = model.data.layout.lambdasAt(theta);
  layout.write(row, 1, 0, { objective: model.objective, sigma, beta, theta, lambdas });
  return new Map(layout.names.map((name, i) => [name, row[i]]));
}
