import { DrawnTerm } from "./drawPlan";
import { at, get, getInt, getPair, set, setPair } from "../memory";
import { NormalStream } from "./normalStream";
import { fillNormals } from "./normals";

/** b_l = λu_l of every level, u drawn as one array of S × levels normals. */
export function drawEffects(stream: NormalStream, term: DrawnTerm): void {
  const size = term.size, stride = term.stride, levels = term.levels;
  const levelAt = term.levelAt, effects = term.effects, lambda = term.lambda;
  fillNormals(stream, term.normals, levels * size);
  for (let l = 0; l < levels; l++) {
    const u = getInt(levelAt, l);
    for (let i = 0; i < stride; i += 2) setPair(effects, l * stride + i, pairOfProduct(lambda, size, stride, u, i));
  }
}

/** Elements i and i + 1 of Mx, for a matrix of `size` columns of `stride` numbers. */
// @ts-ignore: decorator
@inline
export function pairOfProduct(matrix: usize, size: i32, stride: i32, x: usize, i: i32): v128 {
  let sum = f64x2.mul(v128.load64_splat(x), getPair(matrix, i));
  for (let j = 1; j < size; j++) {
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(at(x, j)), getPair(matrix, j * stride + i)));
  }
  return sum;
}

/** y += Zb of one term: the value of each cell, then of each observation. */
export function addEffects(y: usize, observations: i32, term: DrawnTerm): void {
  const stride = term.stride, levels = term.levels, effects = term.effects;
  const cellValues = term.cellValues, cellOf = term.cellOf;
  const rows = term.sums.rows, levelStart = term.sums.levelStart;
  for (let l = 0; l < levels; l++) {
    const b = at(effects, l * stride);
    const end = getInt(levelStart, l + 1);
    for (let c = getInt(levelStart, l); c < end; c++) {
      let sum = f64x2.splat(0);
      for (let j = 0; j < stride; j += 2) sum = f64x2.add(sum, f64x2.mul(getPair(b, j), getPair(rows, c * stride + j)));
      set(cellValues, c, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    }
  }
  for (let i = 0; i < observations; i++) set(y, i, get(y, i) + load<f64>(getInt(cellOf, i)));
}
