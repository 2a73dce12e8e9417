import type { Blueprint } from "engine/bootstrap/drawing/blueprint";
import { CovarianceLayout } from "engine/deviance/covarianceLayout";
import {
  crossWithResponse,
  type ResponseStatistics,
  reduceStatistics,
  statisticsLength,
} from "engine/matrices/responseStatistics";
import type { RandomStream } from "engine/random/stream";

/**
 * Statistics of one replicate's (y − Xβ)/σ by way of every observation, with the draws in the order of MixedModels.jl.
 */
export function plainDraw(plan: Blueprint, stream: RandomStream): ResponseStatistics {
  const { system, terms, fixed, n } = plan;
  const y = Float64Array.from({ length: n }, () => stream.randn());
  const layout = new CovarianceLayout(
    terms.map((term) => term.columns.length),
    plan.blocks,
  );
  const lambdas = layout.lambdas();
  layout.fill(lambdas, plan.theta);
  terms.forEach(({ refs, levels, columns }, t) => {
    const s = columns.length;
    const u = new Float64Array(levels * s);
    stream.randnFill(u);
    for (let i = 0; i < n; i++) {
      for (let r = 0; r < s; r++) {
        for (let c = 0; c <= r; c++) y[i] += columns[r][i] * lambdas[t][r * s + c] * u[refs[i] * s + c];
      }
    }
  });
  const products = new Float64Array(terms.reduce((sum, term) => sum + term.levels * term.columns.length, 0));
  crossWithResponse(products, terms, y);
  const statistics = new Float64Array(statisticsLength(system));
  const dot = (x: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i], 0);
  reduceStatistics(statistics, system, products, Float64Array.from(fixed, dot), dot(y));
  return statistics;
}
