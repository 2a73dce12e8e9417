import { DrawnTerm } from "./drawPlan";
import { at, clear, get, getInt, getPair, setPair } from "../memory";
import { pairOfProduct } from "./randomEffects";

/**
 * Adds C b to the products Zᵀε of every level, C being the level's block of ZᵀZ.
 * @returns Σ bᵀ(2Zᵀε + Cb), what this term's effects add to yᵀy by themselves
 */
export function addOwnEffects(term: DrawnTerm): f64 {
  const size = term.size, stride = term.stride, classes = term.classes;
  const classStart = term.classStart, classBlock = term.classBlock, effects = term.effects;
  const products = term.sums.products;
  let quadratic = f64x2.splat(0);
  for (let c = 0; c < classes; c++) {
    const block = getInt(classBlock, c);
    const end = getInt(classStart, c + 1);
    for (let l = getInt(classStart, c); l < end; l++) {
      const b = at(effects, l * stride);
      const product = at(products, l * stride);
      for (let i = 0; i < stride; i += 2) {
        const noise = getPair(product, i);
        const sum = f64x2.add(noise, pairOfProduct(block, size, stride, b, i));
        quadratic = f64x2.add(quadratic, f64x2.mul(getPair(b, i), f64x2.add(noise, sum)));
        setPair(product, i, sum);
      }
    }
  }
  return f64x2.extract_lane(quadratic, 0) + f64x2.extract_lane(quadratic, 1);
}

/**
 * Rotates the products of twins: their sum over √c goes to the core, the rest to the scatter Σ(s_l − s̄)(s_l − s̄)ᵀ of
 * their block. The products are left as deviations from their class.
 */
export function reduceTwins(term: DrawnTerm): void {
  const size = term.size, stride = term.stride, classes = term.classes;
  const classStart = term.classStart, classScale = term.classScale, classScatter = term.classScatter;
  const products = term.sums.products;
  clear(term.scatter, (term.groups * size * stride));
  for (let c = 0; c < classes; c++) {
    const first = at(products, getInt(classStart, c) * stride);
    const twins = getInt(classStart, c + 1) - getInt(classStart, c);
    sumTwins(first, stride, twins, get(classScale, c), at(term.coreProducts, c * size));
    if (twins > 1) addScatter(first, size, stride, twins, getInt(classScatter, c));
  }
}

/** The effects of the core: per class, Σ b_l over √c. */
export function reduceEffects(term: DrawnTerm): void {
  const size = term.size, stride = term.stride, classes = term.classes, classStart = term.classStart;
  const classScale = term.classScale, effects = term.effects, coreEffects = term.coreEffects;
  for (let c = 0; c < classes; c++) {
    const first = at(effects, getInt(classStart, c) * stride);
    const twins = getInt(classStart, c + 1) - getInt(classStart, c);
    for (let i = 0; i < stride; i += 2) {
      const sum = sumRows(at(first, i), stride, twins);
      setPair(coreEffects, c * size + i, f64x2.mul(sum, f64x2.splat(get(classScale, c))));
    }
  }
}

/** Writes the scaled sum of `twins` rows and leaves in the rows how they deviate from their mean. */
function sumTwins(rows: usize, stride: i32, twins: i32, scale: f64, out: usize): void {
  for (let i = 0; i < stride; i += 2) {
    const column = at(rows, i);
    const sum = sumRows(column, stride, twins);
    setPair(out, i, f64x2.mul(sum, f64x2.splat(scale)));
    const mean = f64x2.mul(sum, f64x2.splat(scale * scale));
    for (let l = 0; l < twins; l++) setPair(column, l * stride, f64x2.sub(getPair(column, l * stride), mean));
  }
}

// @ts-ignore: decorator
@inline
function sumRows(column: usize, stride: i32, rows: i32): v128 {
  let sum = getPair(column, 0);
  for (let l = 1; l < rows; l++) sum = f64x2.add(sum, getPair(column, l * stride));
  return sum;
}

/** scatter += Σ d dᵀ over the rows d, lower triangle (by pairs of columns). */
function addScatter(rows: usize, size: i32, stride: i32, count: i32, scatter: usize): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j += 2) {
      let sum = getPair(scatter, i * stride + j);
      for (let l = 0; l < count; l++) {
        const row = at(rows, l * stride);
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(at(row, i)), getPair(row, j)));
      }
      setPair(scatter, i * stride + j, sum);
    }
  }
}
