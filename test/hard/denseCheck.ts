import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { Matrix } from "ml-matrix";
import { denseObjective } from "../engine/support/denseOracle";

/** −2 log-likelihood (or the REML criterion) at θ by dense n × n matrices. */
export function denseObjectiveAt(model: LinearMixedModel, theta: Float64Array): number {
  const { layout, terms, frame } = model.data;
  const lambdas = layout.lambdas();
  layout.fill(lambdas, theta);
  const byGrouping = terms.map(
    ({ grouping, names }, t) =>
      [grouping, Matrix.from1DArray(names.length, names.length, Array.from(lambdas[t]))] as const,
  );
  return denseObjective(frame, new Map(byGrouping), model.REML);
}

/**
 * Checks a fit by dense matrices: its objective is right and no small step along an axis of θ lowers it by more than
 * `slack`, which stands for the rounding of the dense evaluation.
 */
export function expectDenseOptimum(model: LinearMixedModel, slack = 1e-6): void {
  const objective = denseObjectiveAt(model, model.theta);
  expect(Math.abs(objective - model.objective)).toBeLessThan(1e-8 * Math.abs(objective) + slack);
  model.theta.forEach((value, j) => {
    for (const step of [-1, 1]) {
      const beside = model.theta.slice();
      beside[j] = value + step * 1e-3 * (1 + Math.abs(value));
      expect(denseObjectiveAt(model, beside)).toBeGreaterThan(objective - slack);
    }
  });
}
