/**
 * The inverse of a matrix, n × n, row-major, that is upper triangular once its rows and columns are in another order.
 * @param order of 0…n−1
 */
export function invertTriangular(matrix: Float64Array, order: readonly number[]): Float64Array {
  const n = order.length;
  const inverse = new Float64Array(n * n);
  for (let b = 0; b < n; b++) {
    const column = order[b];
    for (let a = b; a >= 0; a--) {
      const row = order[a];
      let sum = a === b ? 1 : 0;
      for (let k = a + 1; k <= b; k++) sum -= matrix[row * n + order[k]] * inverse[order[k] * n + column];
      inverse[row * n + column] = sum / matrix[row * n + row];
    }
  }
  return inverse;
}
