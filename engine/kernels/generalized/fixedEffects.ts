import { clear, get, getInt, getPair, set, setPair } from "../memory";
import { columnOf, solveSystemLowerAll, valuesOf } from "./factor";
import { sumOfPair } from "./pairs";
import { System } from "./system";

/** X of a generalized model by its distinct rows. */
@unmanaged
export class Fixed {
  /** p, and the next even number, which is that of the numbers of a row. */
  columns: i32;
  stride: i32;
  /** Number of distinct rows, these, and by row of the data which one it has, 32 bits. */
  distinct: i32;
  x: usize;
  rowOf: usize;
  /** Room by distinct rows. */
  sums: usize;
  /** B = L⁻¹ΛᵀZᵀWX, q × stride, and S, p × stride. */
  cross: usize;
  gram: usize;
}

/** out ← offset + Xγ; γ has an even number of elements. */
export function addFixedEffects(system: System, fixed: Fixed, gamma: usize, offset: usize, out: usize): void {
  const stride = fixed.stride, sums = fixed.sums, rowOf = fixed.rowOf;
  for (let r = 0, at = 0; r < fixed.distinct; r++, at += stride) {
    let sum = f64x2.splat(0);
    for (let j = 0; j < stride; j += 2) sum = f64x2.add(sum, f64x2.mul(getPair(fixed.x, at + j), getPair(gamma, j)));
    set(sums, r, sumOfPair(sum));
  }
  for (let i = 0; i < system.rows; i++) set(out, i, get(offset, i) + get(sums, getInt(rowOf, i)));
}

/** out ← Xᵀr, stride numbers. */
export function fixedProduct(system: System, fixed: Fixed, r: usize, out: usize): void {
  const stride = fixed.stride;
  sumByRow(system, fixed, r);
  clear(out, stride);
  for (let d = 0, at = 0; d < fixed.distinct; d++, at += stride) {
    const own = f64x2.splat(get(fixed.sums, d));
    for (let j = 0; j < stride; j += 2)
      setPair(out, j, f64x2.add(getPair(out, j), f64x2.mul(own, getPair(fixed.x, at + j))));
  }
}

function sumByRow(system: System, fixed: Fixed, r: usize): void {
  const sums = fixed.sums, rowOf = fixed.rowOf;
  clear(sums, fixed.distinct);
  for (let i = 0; i < system.rows; i++) {
    const to = getInt(rowOf, i);
    set(sums, to, get(sums, to) + get(r, i));
  }
}

/** Forms B and S = XᵀWX − BᵀB, its lower triangle. */
export function eliminateFixed(system: System, fixed: Fixed, weights: usize, l: usize): void {
  const stride = fixed.stride, columns = fixed.columns, gram = fixed.gram, cross = fixed.cross;
  sumByRow(system, fixed, weights);
  memory.fill(gram, 0, (<usize>(columns * stride)) << 3);
  for (let d = 0; d < fixed.distinct; d++) addSquare(gram, columns, stride, fixed.x, d * stride, get(fixed.sums, d));
  memory.fill(cross, 0, (<usize>(system.order * stride)) << 3);
  for (let a = 0; a < system.width; a++) {
    const values = valuesOf(system, a), column = columnOf(system, a);
    for (let i = 0; i < system.rows; i++) {
      const own = f64x2.splat(get(weights, i) * get(values, i));
      const to = getInt(column, i) * stride;
      const from = getInt(fixed.rowOf, i) * stride;
      for (let j = 0; j < stride; j += 2)
        setPair(cross, to + j, f64x2.add(getPair(cross, to + j), f64x2.mul(own, getPair(fixed.x, from + j))));
    }
  }
  solveSystemLowerAll(system, l, cross, stride);
  for (let j = 0; j < system.order; j++) addSquare(gram, columns, stride, cross, j * stride, -1);
}

/** G ← G + w·xxᵀ, the lower triangle and the element beside it where that is even. */
// @ts-ignore: decorator
@inline
function addSquare(gram: usize, columns: i32, stride: i32, x: usize, from: i32, w: f64): void {
  for (let i = 0; i < columns; i++) {
    const own = f64x2.splat(w * get(x, from + i));
    const to = i * stride;
    for (let j = 0; j <= i; j += 2)
      setPair(gram, to + j, f64x2.add(getPair(gram, to + j), f64x2.mul(own, getPair(x, from + j))));
  }
}
