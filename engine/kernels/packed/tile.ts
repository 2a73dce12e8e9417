import { at, getPair } from "../memory";

/** Numbers of a matrix that stay in the cache of a core together with what they are combined with. */
const CACHED: i32 = 32768;
/** Fewer rows at a time would have tiles loaded and stored more often than it saves. */
const FEWEST: i32 = 64;

/** How many rows of so many numbers to combine at a time, a multiple of 4. */
export function rowsAtATime(width: i32): i32 {
  return max(FEWEST, (CACHED / width) & ~3);
}

/**
 * C −= AᵀB for 4 columns of A and 4 of B over `rows` rows: the one kernel behind the rank update and the elimination.
 * A, B and C are row-major with strides in elements; the 4 × 4 tile of C stays in registers.
 */
// @ts-ignore: decorator
@inline
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

/** Writes the transpose of the 4 × 4 tile at `from` to `to`, both in rows of `stride` elements. */
export function mirrorTile(to: usize, from: usize, stride: i32): void {
  const f1 = at(from, stride), f2 = at(f1, stride), f3 = at(f2, stride);
  const t1 = at(to, stride), t2 = at(t1, stride), t3 = at(t2, stride);
  const a0 = getPair(from, 0), a1 = getPair(from, 2), b0 = getPair(f1, 0), b1 = getPair(f1, 2);
  const c0 = getPair(f2, 0), c1 = getPair(f2, 2), d0 = getPair(f3, 0), d1 = getPair(f3, 2);
  v128.store(to, v128.shuffle<i64>(a0, b0, 0, 2)); v128.store(to, v128.shuffle<i64>(c0, d0, 0, 2), 16);
  v128.store(t1, v128.shuffle<i64>(a0, b0, 1, 3)); v128.store(t1, v128.shuffle<i64>(c0, d0, 1, 3), 16);
  v128.store(t2, v128.shuffle<i64>(a1, b1, 0, 2)); v128.store(t2, v128.shuffle<i64>(c1, d1, 0, 2), 16);
  v128.store(t3, v128.shuffle<i64>(a1, b1, 1, 3)); v128.store(t3, v128.shuffle<i64>(c1, d1, 1, 3), 16);
}
