import { multiply } from "../formula/coding/columnOrigin";

/** What the rows of a design are scaled by: √w of the weights w of the observations, and a unit of all columns. */
export class RowScale {
  /** √w; undefined without weights. */
  readonly roots: Float64Array | undefined;
  /** √ of the mean weight, so that λ relative to σ is that of such an observation; 1 without weights. */
  readonly unit: number;
  private readonly factors: Float64Array | undefined;

  constructor(weights: Float64Array | undefined) {
    const mean = weights === undefined ? 1 : meanOf(weights);
    this.unit = Math.sqrt(mean);
    this.roots = weights?.map(Math.sqrt);
    this.factors = weights?.map((weight) => Math.sqrt(weight / mean));
  }

  /** A column as it enters the cross products. */
  weighted(column: Float64Array): Float64Array {
    const { factors } = this;
    return factors === undefined ? column : multiply(column, factors);
  }

  /** The same for observations of weight 1. */
  unweighted(column: Float64Array): Float64Array {
    const { unit } = this;
    return unit === 1 ? column : column.map((value) => value / unit);
  }
}

/** By shares of each weight, whose sum may overflow. */
function meanOf(values: Float64Array): number {
  const { length } = values;
  let mean = 0;
  for (let i = 0; i < length; i++) mean += values[i] / length;
  return mean;
}

/** Weighted columns for observations of weight 1. */
export function withoutWeights(column: Float64Array, roots: Float64Array | undefined): Float64Array {
  return roots === undefined ? column : column.map((value, i) => value / roots[i]);
}
