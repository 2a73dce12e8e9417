/** What the rows of a design are scaled by: √w of the weights w of the observations, and a unit of all columns. */
export class RowScale {
  /** √w; undefined without weights. */
  readonly roots: Float64Array | undefined;
  /** √ of the mean weight, so that λ relative to σ is that of such an observation; 1 without weights. */
  readonly unit: number;
  private readonly factors: Float64Array | undefined;

  constructor(weights: Float64Array | undefined) {
    this.roots = weights?.map(Math.sqrt);
    const mean = weights?.reduce((sum, weight) => sum + weight / weights.length, 0) ?? 1;
    const unit = Math.sqrt(mean);
    this.unit = unit;
    this.factors = this.roots?.map((root) => root / unit);
  }

  /** A column as it enters the cross products. */
  weighted(column: Float64Array): Float64Array {
    const { factors } = this;
    return factors === undefined ? column : column.map((value, i) => value * factors[i]);
  }

  /** The same for observations of weight 1. */
  unweighted(column: Float64Array): Float64Array {
    const { unit } = this;
    return unit === 1 ? column : column.map((value) => value / unit);
  }
}

/** Weighted columns for observations of weight 1. */
export function withoutWeights(column: Float64Array, roots: Float64Array | undefined): Float64Array {
  return roots === undefined ? column : column.map((value, i) => value / roots[i]);
}
