import type { Blueprint } from "engine/bootstrap/drawing/blueprint";
import { Simulator } from "engine/bootstrap/drawing/simulator";
import { sumOfProducts } from "engine/linalg/orthogonalize";
import type { TermDesign } from "engine/matrices/blockProduct";
import {
  crossWithResponse,
  type ResponseStatistics,
  reduceStatistics,
  statisticsLength,
} from "engine/matrices/responseStatistics";
import type { RandomStream } from "engine/random/stream";

/** The next response as (y* − Xβ)/σ: resampled as the plan says, or simulated with its errors as one array. */
export function plainResponse(plan: Blueprint, stream: RandomStream): Float64Array {
  const { n, terms, resampling } = plan;
  const y = new Float64Array(n);
  const index = (count: number): number => Math.min(count - 1, Math.floor(stream.rand() * count));
  switch (resampling?.kind) {
    case "residual":
      for (let i = 0; i < n; i++) y[i] = resampling.residuals[index(n)];
      terms.forEach((term, t) => {
        addEffects(
          y,
          term,
          resampling.effects[t],
          Array.from({ length: term.levels }, () => index(term.levels)),
        );
      });
      return y;
    case "conditional":
      stream.randnFill(y);
      terms.forEach((term, t) => {
        addEffects(
          y,
          term,
          resampling.effects[t],
          Array.from({ length: term.levels }, (_, l) => l),
        );
      });
      return y;
    case "wild": {
      const weights = Array.from({ length: resampling.levels }, () => weight(stream.rand(), resampling.weights));
      return resampling.residuals.map((value, i) => value * weights[resampling.refs[i]]);
    }
    default:
      return new Simulator(plan).standardized(stream, "bulk");
  }
}

/** The record that a refit reads of a response. */
export function plainRecord({ system, terms, fixed }: Blueprint, y: Float64Array): ResponseStatistics {
  const record = new Float64Array(statisticsLength(system));
  const products = new Float64Array(terms.reduce((sum, { levels, columns }) => sum + levels * columns.length, 0));
  crossWithResponse(products, terms, y);
  const fixedProducts = Float64Array.from(fixed, (column) => sumOfProducts(column, y));
  reduceStatistics(record, system, products, fixedProducts, sumOfProducts(y, y));
  return record;
}

/** y += Zb, where level l has the effects of level `source[l]`. */
function addEffects(
  y: Float64Array,
  { refs, columns }: TermDesign,
  effects: Float64Array,
  source: readonly number[],
): void {
  columns.forEach((column, c) => {
    for (let i = 0; i < y.length; i++) y[i] += column[i] * effects[source[refs[i]] * columns.length + c];
  });
}

function weight(u: number, weights: "mammen" | "rademacher"): number {
  if (weights === "rademacher") return u < 0.5 ? -1 : 1;
  const root = Math.sqrt(5);
  return u < (root + 1) / (2 * root) ? (1 - root) / 2 : (1 + root) / 2;
}
