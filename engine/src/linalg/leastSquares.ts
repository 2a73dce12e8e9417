import { orthogonalize, sumOfProducts } from "./orthogonalize";

/** What a column contributes to a vector is rounding below this part of the vector's length. */
const ROUNDING = 1e-11;

/**
 * The least-squares coefficients of independent columns for each of some vectors, by QR decomposition; 0 where a column
 * contributes rounding only, whatever the units of columns and vectors. A vector that is one of the columns is that
 * one,
 * however much the columns have in common.
 */
export function leastSquares(columns: readonly Float64Array[], vectors: readonly Float64Array[]): Float64Array[] {
  const { basis } = orthogonalize(columns, 0);
  const lengths = columns.map((column) => Math.sqrt(sumOfProducts(column, column)));
  return vectors.map((vector) => {
    const same = columns.findIndex((column) => column.every((value, i) => value === vector[i]));
    if (same >= 0) return Float64Array.from(columns, (_, j) => Number(j === same));
    const parts = Float64Array.from(basis, (direction) => sumOfProducts(direction, vector));
    for (let j = basis.length - 1; j >= 0; j--) {
      parts[j] /= sumOfProducts(basis[j], columns[j]);
      for (let i = 0; i < j; i++) parts[i] -= sumOfProducts(basis[i], columns[j]) * parts[j];
    }
    const length = Math.sqrt(sumOfProducts(vector, vector));
    return parts.map((part, j) => (Math.abs(part) * lengths[j] <= ROUNDING * length ? 0 : part));
  });
}
