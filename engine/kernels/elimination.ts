import { at, get, getPair, set, setPair } from "./memory";
import { subtractTile } from "./tile";

/**
 * Gaussian elimination of the rows of [Ω | B], Ω symmetric positive definite: afterwards Ω holds the upper triangular U
 * with Ω = UᵀU and B holds U⁻ᵀB. Left-looking: four rows at a time take the update of all rows above in tiles, then are
 * eliminated among themselves (Golub & Van Loan, Matrix Computations, §4.2). `pivots` is a multiple of 4; blocks of four
 * rows from `narrowFrom` on work on `narrowWidth` columns only. Where Ω is not positive definite the pivots become NaN.
 */
export function eliminate(u: usize, stride: i32, pivots: i32, width: i32, narrowFrom: i32, narrowWidth: i32): void {
  for (let first = 0; first < pivots; first += 4) {
    const row = at(u, first * stride);
    const columns = first < narrowFrom ? width : narrowWidth;
    if (first > 0) {
      for (let j = first; j < columns; j += 4) subtractTile(at(row, j), stride, at(u, first), stride, at(u, j), stride, first);
    }
    eliminateFour(row, stride, first, columns);
  }
}

/**
 * The four rows from `row` on among themselves; pivot j stands at column `first` + j. The loop tests at its end: a compiler
 * may move the reciprocals into a loop that might not run at all.
 */
function eliminateFour(row: usize, stride: i32, first: i32, columns: i32): void {
  const r1 = at(row, stride);
  const r2 = at(r1, stride);
  const r3 = at(r2, stride);
  const i0 = 1 / Math.sqrt(get(row, first));
  const u01 = get(row, first + 1) * i0, u02 = get(row, first + 2) * i0, u03 = get(row, first + 3) * i0;
  const i1 = 1 / Math.sqrt(get(r1, first + 1) - u01 * u01);
  const u12 = (get(r1, first + 2) - u01 * u02) * i1, u13 = (get(r1, first + 3) - u01 * u03) * i1;
  const i2 = 1 / Math.sqrt(get(r2, first + 2) - u02 * u02 - u12 * u12);
  const u23 = (get(r2, first + 3) - u02 * u03 - u12 * u13) * i2;
  const i3 = 1 / Math.sqrt(get(r3, first + 3) - u03 * u03 - u13 * u13 - u23 * u23);
  const s0 = f64x2.splat(i0), s1 = f64x2.splat(i1), s2 = f64x2.splat(i2), s3 = f64x2.splat(i3);
  const m01 = f64x2.splat(u01), m02 = f64x2.splat(u02), m03 = f64x2.splat(u03);
  const m12 = f64x2.splat(u12), m13 = f64x2.splat(u13), m23 = f64x2.splat(u23);
  let j = first;
  do {
    const a = f64x2.mul(getPair(row, j), s0);
    const b = f64x2.mul(f64x2.sub(getPair(r1, j), f64x2.mul(m01, a)), s1);
    const c = f64x2.mul(f64x2.sub(f64x2.sub(getPair(r2, j), f64x2.mul(m02, a)), f64x2.mul(m12, b)), s2);
    const d = f64x2.sub(f64x2.sub(f64x2.sub(getPair(r3, j), f64x2.mul(m03, a)), f64x2.mul(m13, b)), f64x2.mul(m23, c));
    setPair(row, j, a);
    setPair(r1, j, b);
    setPair(r2, j, c);
    setPair(r3, j, f64x2.mul(d, s3));
    j += 2;
  } while (j < columns);
}

/** log|UᵀU| of the first `pivots` rows, NaN where a pivot is; the pivots are multiplied until they leave a safe range. */
export function logDeterminant(u: usize, stride: i32, pivots: i32): f64 {
  let product: f64 = 1;
  let sum: f64 = 0;
  for (let i = 0; i < pivots; i++) {
    product *= get(u, i * stride + i);
    if (!(product < 1e100 && product > 1e-100)) {
      sum += Math.log(product);
      product = 1;
    }
  }
  return 2 * (sum + Math.log(product));
}

/** z ← U⁻ᵀz in place for `pivots` unknowns; z has `width` ≥ pivots elements, an even number. */
export function solveTransposed(u: usize, stride: i32, pivots: i32, width: i32, z: usize): void {
  for (let i = 0; i < pivots; i++) {
    const row = at(u, i * stride);
    const value = get(z, i) / get(row, i);
    let j = i + 1;
    if ((j & 1) != 0) {
      set(z, j, get(z, j) - value * get(row, j));
      j++;
    }
    const f = f64x2.splat(value);
    for (; j < width; j += 2) setPair(z, j, f64x2.sub(getPair(z, j), f64x2.mul(f, getPair(row, j))));
    set(z, i, value);
  }
}

/** Solves Ux = z in place for the unknowns pivots − 1 down to `from`; those behind are in z already. */
export function solveUpper(u: usize, stride: i32, pivots: i32, from: i32, z: usize): void {
  for (let i = pivots - 1; i >= from; i--) {
    const row = at(u, i * stride);
    let sum = get(z, i);
    let j = i + 1;
    if (j < pivots && (j & 1) != 0) {
      sum -= get(row, j) * get(z, j);
      j++;
    }
    let pair = f64x2.splat(0);
    for (; j + 1 < pivots; j += 2) pair = f64x2.add(pair, f64x2.mul(getPair(row, j), getPair(z, j)));
    if (j < pivots) sum -= get(row, j) * get(z, j);
    set(z, i, (sum - (f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1))) / get(row, i));
  }
}
