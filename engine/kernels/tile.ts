import { getPair, at } from "./memory";

/**
 * C −= AᵀB for 4 columns of A and 4 of B over `rows` rows: the one kernel behind the rank update and the elimination.
 * A, B and C are row-major with strides in elements; the 4 × 4 tile of C stays in registers.
 */
export function subtractTile(c: usize, cStride: i32, a: usize, aStride: i32, b: usize, bStride: i32, rows: i32): void {
  const c1 = at(c, cStride);
  const c2 = at(c1, cStride);
  const c3 = at(c2, cStride);
  let c00 = getPair(c, 0), c01 = getPair(c, 2);
  let c10 = getPair(c1, 0), c11 = getPair(c1, 2);
  let c20 = getPair(c2, 0), c21 = getPair(c2, 2);
  let c30 = getPair(c3, 0), c31 = getPair(c3, 2);
  const aStep = (<usize>aStride) << 3;
  const bStep = (<usize>bStride) << 3;
  for (let k = 0; k < rows; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load64_splat(a);
    c00 = f64x2.sub(c00, f64x2.mul(x, b0));
    c01 = f64x2.sub(c01, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 8);
    c10 = f64x2.sub(c10, f64x2.mul(x, b0));
    c11 = f64x2.sub(c11, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 16);
    c20 = f64x2.sub(c20, f64x2.mul(x, b0));
    c21 = f64x2.sub(c21, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 24);
    c30 = f64x2.sub(c30, f64x2.mul(x, b0));
    c31 = f64x2.sub(c31, f64x2.mul(x, b1));
    a += aStep;
    b += bStep;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c1, c10); v128.store(c1, c11, 16);
  v128.store(c2, c20); v128.store(c2, c21, 16);
  v128.store(c3, c30); v128.store(c3, c31, 16);
}

/** Σ xᵢyᵢ over an even number of elements, in two lanes. */
// @ts-ignore: decorator
@inline
export function dotPairs(x: usize, y: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  for (let i = 0; i < count; i += 2) sum = f64x2.add(sum, f64x2.mul(getPair(x, i), getPair(y, i)));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** y −= factor·x over an even number of elements from an even position on. */
// @ts-ignore: decorator
@inline
export function subtractMultiple(y: usize, factor: f64, x: usize, from: i32, to: i32): void {
  const f = f64x2.splat(factor);
  for (let i = from & ~1; i < to; i += 2) {
    v128.store(at(y, i), f64x2.sub(getPair(y, i), f64x2.mul(f, getPair(x, i))));
  }
}
