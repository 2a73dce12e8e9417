import { at, get, getInt, getPair, set } from "./memory";

/** out += Ax, A row-major with an even number of columns; `rows` is a multiple of 4. */
export function addDenseProduct(out: usize, matrix: usize, rows: i32, columns: i32, x: usize): void {
  for (let i = 0; i < rows; i += 4) addFourRows(at(out, i), at(matrix, i * columns), columns, columns, x);
}

/** out += Lx for a lower trapezoid: the four rows from 4k on end after `ends[k]` columns, an even number. */
export function addLowerProduct(out: usize, matrix: usize, rows: i32, stride: i32, ends: usize, x: usize): void {
  for (let i = 0; i < rows; i += 4) addFourRows(at(out, i), at(matrix, i * stride), stride, getInt(ends, i >> 2), x);
}

// @ts-ignore: decorator
@inline
function addFourRows(out: usize, a0: usize, stride: i32, columns: i32, x: usize): void {
  const a1 = at(a0, stride), a2 = at(a1, stride), a3 = at(a2, stride);
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let j = 0; j < columns; j += 2) {
    const pair = getPair(x, j);
    s0 = f64x2.add(s0, f64x2.mul(getPair(a0, j), pair));
    s1 = f64x2.add(s1, f64x2.mul(getPair(a1, j), pair));
    s2 = f64x2.add(s2, f64x2.mul(getPair(a2, j), pair));
    s3 = f64x2.add(s3, f64x2.mul(getPair(a3, j), pair));
  }
  add(out, 0, s0);
  add(out, 1, s1);
  add(out, 2, s2);
  add(out, 3, s3);
}

// @ts-ignore: decorator
@inline
function add(out: usize, i: i32, pair: v128): void {
  set(out, i, get(out, i) + (f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1)));
}
