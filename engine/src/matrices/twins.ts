import type { CrossProducts } from "./crossProducts";
import { type EqualRows, equalRows } from "./equalRows";

/** What may differ between two sums of the same terms in another order, as a part of the size of these. */
const ROUNDING = 1e-12;

/**
 * Levels of a grouping factor are twins when their diagonal blocks of [Z X]ᵀ[Z X] and all their blocks with the other
 * terms and with X agree (to about 1e-12 of the norms of the two columns in the level, so that sums of covariates in
 * another order still match, also where these cancel). An orthogonal rotation inside a class then leaves one level that
 * carries the class and contrasts that decouple from everything.
 */
export function twinClasses(products: CrossProducts, t: number): EqualRows {
  const { diagonals, withFixed, sizes, levels } = products;
  const own = diagonals[t];
  const cross = withFixed[t];
  const s2 = sizes[t] * sizes[t];
  const width = cross.length / levels[t];
  const others = sizes
    .map((_, u) => u)
    .filter((u) => u !== t)
    .map((u) => {
      const { start, level, values, rows, columns } = products.between(t, u);
      const count = rows * columns;
      const bound = (i: number): number =>
        size(Math.floor((i % count) / columns), products.squaresOf(t, u)[compared * columns + (i % columns)]);
      return { start, level, values, count, bound };
    });
  const s = sizes[t];
  const p = width / s;
  // The level whose columns bound the sums that are compared; set before, as few comparisons need a bound.
  let compared = 0;
  const square = (column: number): number => own[compared * s2 + column * (s + 1)];
  const size = (column: number, other: number): number => Math.sqrt(square(column) * other);
  const ofOwn = (i: number): number => size(Math.floor(i / s), square(i % s));
  const ofFixed = (i: number): number => size(Math.floor(i / p), products.fixedSquares(t)[compared * p + (i % p)]);
  const keys = new Float64Array(levels[t]);
  addKeys(keys, own, s2);
  addKeys(keys, cross, width);
  for (const { start, level, values, count: size } of others) {
    const weights = randomWeights(size);
    for (let l = 0; l < keys.length; l++) {
      let sum = 0;
      for (let k = start[l]; k < start[l + 1]; k++) {
        let block = weights[0] * values[k * size];
        for (let i = 1; i < size; i++) block += weights[i] * values[k * size + i];
        sum += scrambled(level[k]) * block;
      }
      keys[l] += sum;
    }
  }
  return equalRows(keys, (a, b) => {
    compared = a;
    if (!sameNumbers(own, a * s2, b * s2, s2, ofOwn)) return false;
    if (!sameNumbers(cross, a * width, b * width, width, ofFixed)) return false;
    for (const { start, level, values, count, bound } of others) {
      const blocks = start[a + 1] - start[a];
      if (start[b + 1] - start[b] !== blocks) return false;
      for (let k = 0; k < blocks; k++) if (level[start[a] + k] !== level[start[b] + k]) return false;
      if (!sameNumbers(values, start[a] * count, start[b] * count, blocks * count, bound)) return false;
    }
    return true;
  });
}

/** Groups equal blocks of S × S products. */
export function equalBlocks(blocks: Float64Array, s: number): EqualRows {
  const size = s * s;
  const keys = new Float64Array(blocks.length / size);
  addKeys(keys, blocks, size);
  let compared = 0;
  const square = (column: number): number => blocks[compared * size + column * (s + 1)];
  const bound = (i: number): number => Math.sqrt(square(Math.floor(i / s)) * square(i % s));
  return equalRows(keys, (a, b) => {
    compared = a;
    return sameNumbers(blocks, a * size, b * size, size, bound);
  });
}

/** keys[l] += a fixed combination of the `size` numbers of row l. */
function addKeys(keys: Float64Array, rows: Float64Array, size: number): void {
  const weights = randomWeights(size);
  for (let l = 0, at = 0; l < keys.length; l++) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += weights[i] * rows[at++];
    keys[l] += sum;
  }
}

/**
 * Whether sums agree up to the rounding of their terms, of which little may be left.
 * @param size a bound of what the absolute values of the terms of the i-th number sum up to
 */
function sameNumbers(values: Float64Array, a: number, b: number, count: number, size: (i: number) => number): boolean {
  for (let i = 0; i < count; i++) {
    const x = values[a + i];
    const y = values[b + i];
    if (x === y) continue;
    const difference = Math.abs(x - y);
    if (difference > ROUNDING * Math.max(Math.abs(x), Math.abs(y)) && difference > ROUNDING * size(i)) return false;
  }
  return true;
}

function randomWeights(count: number): Float64Array {
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) weights[i] = scrambled(i);
  return weights;
}

/** A number in [1, 2) without pattern: the fractional part of i times the golden ratio, scrambled twice. */
function scrambled(i: number): number {
  let x = Math.imul(i + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  return 1 + ((x ^ (x >>> 13)) >>> 0) * 2 ** -32;
}
