/** A row of F is taken for used up when less than this part of its square is left. */
const NEGLIGIBLE = 1e-26;

/**
 * Replaces F (S × S, row-major) by the lower triangular L with LLᵀ = FFᵀ and a diagonal ≥ 0. Givens rotations gather
 * what is left of each row in one column; a row with nothing left gets a zero column, so that a rank-deficient FFᵀ has
 * exact zeros on the diagonal of L and no digits are lost to a pivot tolerance.
 */
export function lowerFactor(f: Float64Array, s: number): void {
  if (s === 1) {
    f[0] = Math.abs(f[0]);
    return;
  }
  if (s === 2 && f[0] * f[0] + f[1] * f[1] > 0) {
    factor2(f);
    return;
  }
  let pivot = 0;
  for (let row = 0; row < s; row++) {
    let done = 0;
    let rest = 0;
    for (let j = 0; j < pivot; j++) done += f[row * s + j] * f[row * s + j];
    for (let j = pivot; j < s; j++) rest += f[row * s + j] * f[row * s + j];
    if (!(rest > NEGLIGIBLE * (done + rest))) {
      for (let j = pivot; j < s; j++) f[row * s + j] = 0;
      continue;
    }
    for (let j = s - 1; j > pivot; j--) rotateColumns(f, pivot, j, row, s);
    if (f[row * s + pivot] < 0) for (let i = row; i < s; i++) f[i * s + pivot] = -f[i * s + pivot];
    pivot++;
  }
  if (pivot < s) for (let j = pivot - 1; j >= 0; j--) placeColumn(f, j, s);
}

/** The 2 × 2 case with a first row that is not 0. */
function factor2(f: Float64Array): void {
  const first = Math.sqrt(f[0] * f[0] + f[1] * f[1]);
  const below = (f[0] * f[2] + f[1] * f[3]) / first;
  const rest = Math.abs(f[0] * f[3] - f[1] * f[2]) / first;
  f[0] = first;
  f[1] = 0;
  f[2] = below;
  f[3] = rest * rest > NEGLIGIBLE * (below * below + rest * rest) ? rest : 0;
}

/** Moves a column to where its first element stands on the diagonal. */
function placeColumn(f: Float64Array, column: number, s: number): void {
  let row = column;
  while (f[row * s + column] === 0) row++;
  if (row === column) return;
  for (let i = row; i < s; i++) {
    f[i * s + row] = f[i * s + column];
    f[i * s + column] = 0;
  }
}

/** Rotates columns a and b so that element (row, b) becomes 0; both are 0 above it. */
function rotateColumns(f: Float64Array, a: number, b: number, row: number, s: number): void {
  const y = f[row * s + b];
  if (y === 0) return;
  const x = f[row * s + a];
  const length = Math.sqrt(x * x + y * y);
  const c = x / length;
  const sine = y / length;
  f[row * s + a] = length;
  f[row * s + b] = 0;
  for (let i = row + 1; i < s; i++) {
    const xi = f[i * s + a];
    const yi = f[i * s + b];
    f[i * s + a] = c * xi + sine * yi;
    f[i * s + b] = c * yi - sine * xi;
  }
}
