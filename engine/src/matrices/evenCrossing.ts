import { blockProduct, type TermDesign } from "./blockProduct";

/** Variance of the cells, in units of their columns' sums of squares, up to which a crossing counts as even. */
const TOLERANCE = 0.05;

/**
 * Whether two terms are crossed evenly: ZₐᵀZ_b has (nearly) the same block for every pair of levels. For intercepts
 * that is a constant number of observations in every cell.
 */
export function evenlyCrossed(a: TermDesign, b: TermDesign): boolean {
  const cells = a.levels * b.levels;
  const n = a.refs.length;
  if (cells > 2 * n) return false;
  const { values, rows, columns } = blockProduct(a, b);
  const length = rows * columns;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      let squares = 0;
      for (let k = r * columns + c; k < values.length; k += length) {
        sum += values[k];
        squares += values[k] * values[k];
      }
      const scale = (sumOfSquares(a.columns[r]) / cells) * (sumOfSquares(b.columns[c]) / cells);
      if ((squares - (sum * sum) / cells) / cells > TOLERANCE * scale) return false;
    }
  }
  return true;
}

function sumOfSquares(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return sum;
}
