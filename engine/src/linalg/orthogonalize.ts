/** The column space of a design matrix: an orthonormal basis and the columns that span it. */
export interface ColumnBasis {
  /** Indices of the columns that are no combination of the ones before them, ascending. */
  readonly kept: number[];
  /** Orthonormal columns, as many as `kept`, each as long as a column. */
  readonly basis: Float64Array[];
  /** Of every column the part of its norm that is outside of the span of those before it. */
  readonly shares: number[];
}

/**
 * Modified Gram–Schmidt with one re-orthogonalisation (twice is enough: Giraud, Langou & Rozložník, 2005).
 * A column whose part outside the span of its predecessors is below `tolerance` of its norm is left out.
 */
export function orthogonalize(columns: readonly Float64Array[], tolerance = 1e-8): ColumnBasis {
  const kept: number[] = [];
  const basis: Float64Array[] = [];
  const shares: number[] = [];
  columns.forEach((column, index) => {
    const rest = column.slice();
    const norm = Math.sqrt(sumOfProducts(rest, rest));
    removeSpan(rest, basis);
    removeSpan(rest, basis);
    const remainder = Math.sqrt(sumOfProducts(rest, rest));
    shares.push(norm === 0 ? 0 : remainder / norm);
    if (!(remainder > tolerance * norm)) return;
    for (let i = 0; i < rest.length; i++) rest[i] /= remainder;
    kept.push(index);
    basis.push(rest);
  });
  return { kept, basis, shares };
}

/** Subtracts from `y`, in place, its projection on the span of the orthonormal `basis`. */
export function removeSpan(y: Float64Array, basis: readonly Float64Array[]): void {
  for (const direction of basis) {
    const length = sumOfProducts(direction, y);
    for (let i = 0; i < y.length; i++) y[i] -= length * direction[i];
  }
}

export function sumOfProducts(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}
