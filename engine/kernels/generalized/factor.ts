import { log } from "../math/log";
import { get, getInt, getPair, set, setPair } from "../memory";
import { sumOfPair } from "./pairs";
import { System } from "./system";

/** Products of pivots stay within the range of numbers. */
const LARGEST_PRODUCT: f64 = 1e150;
const SMALLEST_PRODUCT: f64 = 1e-150;

/** Writes M for weights W of the rows and replaces it by its Cholesky factor; log|M|, NaN where there is no factor. */
export function factorSystem(system: System, weights: usize, l: usize): f64 {
  const order = system.order, start = system.start;
  memory.fill(l, 0, (<usize>getInt(start, order)) << 3);
  for (let j = 0; j < order; j++) set(l, getInt(start, j), 1);
  let places = system.places;
  for (let a = 0; a < system.width; a++) {
    for (let b = 0; b <= a; b++) {
      addProducts(system, weights, valuesOf(system, a), valuesOf(system, b), places, l);
      places += (<usize>system.padded) << 2;
    }
  }
  return factorInPlace(system, l);
}

// @ts-ignore: decorator
@inline
export function valuesOf(system: System, a: i32): usize {
  return system.values + ((<usize>(a * system.padded)) << 3);
}

// @ts-ignore: decorator
@inline
export function columnOf(system: System, a: i32): usize {
  return system.column + ((<usize>(a * system.padded)) << 2);
}

function addProducts(system: System, weights: usize, one: usize, other: usize, places: usize, l: usize): void {
  for (let i = 0, n = system.rows; i < n; i++) {
    const at = getInt(places, i);
    set(l, at, get(l, at) + get(weights, i) * get(one, i) * get(other, i));
  }
}

function factorInPlace(system: System, l: usize): f64 {
  const start = system.start, order = system.order, dense = system.dense;
  let at = 0;
  let logs = 0.0;
  let product = 1.0;
  for (let j = 0; j < order; j++) {
    const first = getInt(start, j), end = getInt(start, j + 1);
    if (j >= dense) subtractColumns(system, l, j);
    const pivot = get(l, first);
    if (!(pivot > 0)) return NaN;
    product *= pivot;
    if (product > LARGEST_PRODUCT || product < SMALLEST_PRODUCT) {
      logs += log(product);
      product = 1;
    }
    const root = sqrt(pivot);
    set(l, first, root);
    const scale = 1 / root;
    for (let a = first + 1; a < end; a++) set(l, a, get(l, a) * scale);
    if (j < dense) at = subtractProducts(system, l, j, at);
  }
  return logs + log(product);
}

/** Takes the products of a sparse column from what is left; the first pair of the next column. */
function subtractProducts(system: System, l: usize, j: i32, from: i32): i32 {
  const pair = system.pair;
  const end = getInt(system.start, j + 1), run = getInt(system.run, j);
  let at = from;
  for (let a = getInt(system.start, j) + 1; a < end; a++) {
    const value = get(l, a);
    let b = a;
    for (; b < run; b++, at++) {
      const to = getInt(pair, at);
      set(l, to, get(l, to) - value * get(l, b));
    }
    subtractRun(l, getInt(pair, at++), b, end, value);
  }
  return at;
}

/** l[to…] ← l[to…] − value·l[b…end) */
// @ts-ignore: decorator
@inline
function subtractRun(l: usize, first: i32, from: i32, end: i32, value: f64): void {
  const factor = f64x2.splat(value);
  let to = first, b = from;
  for (; b + 1 < end; b += 2, to += 2) setPair(l, to, f64x2.sub(getPair(l, to), f64x2.mul(factor, getPair(l, b))));
  if (b < end) set(l, to, get(l, to) - value * get(l, b));
}

/** Takes from a dense column the products of the dense ones before it, four at a time. */
function subtractColumns(system: System, l: usize, j: i32): void {
  const start = system.start;
  const first = getInt(start, j), count = getInt(start, j + 1) - first;
  let k = system.dense;
  for (; k + 3 < j; k += 4) {
    const one = getInt(start, k) + j - k;
    const two = getInt(start, k + 1) + j - k - 1;
    const three = getInt(start, k + 2) + j - k - 2;
    const four = getInt(start, k + 3) + j - k - 3;
    const a = f64x2.splat(get(l, one)), b = f64x2.splat(get(l, two));
    const c = f64x2.splat(get(l, three)), d = f64x2.splat(get(l, four));
    let i = 0;
    for (; i + 1 < count; i += 2) {
      const left = f64x2.add(f64x2.mul(a, getPair(l, one + i)), f64x2.mul(b, getPair(l, two + i)));
      const right = f64x2.add(f64x2.mul(c, getPair(l, three + i)), f64x2.mul(d, getPair(l, four + i)));
      setPair(l, first + i, f64x2.sub(getPair(l, first + i), f64x2.add(left, right)));
    }
    if (i < count) {
      const left = get(l, one) * get(l, one + i) + get(l, two) * get(l, two + i);
      const right = get(l, three) * get(l, three + i) + get(l, four) * get(l, four + i);
      set(l, first + i, get(l, first + i) - (left + right));
    }
  }
  for (; k < j; k++) {
    const from = getInt(start, k) + j - k;
    subtractRun(l, first, from, from + count, get(l, from));
  }
}

/** x ← L⁻¹x. */
export function solveSystemLower(system: System, l: usize, x: usize): void {
  const start = system.start, row = system.row;
  for (let j = 0; j < system.order; j++) {
    const first = getInt(start, j), end = getInt(start, j + 1);
    const value = get(x, j) / get(l, first);
    set(x, j, value);
    if (value == 0) continue;
    for (let a = first + 1; a < end; a++) {
      const to = getInt(row, a);
      set(x, to, get(x, to) - get(l, a) * value);
    }
  }
}

/** X ← L⁻¹X, q × stride, row-major; an even number of columns. */
export function solveSystemLowerAll(system: System, l: usize, x: usize, stride: i32): void {
  const start = system.start, row = system.row;
  for (let j = 0; j < system.order; j++) {
    const first = getInt(start, j), end = getInt(start, j + 1);
    const from = j * stride;
    const scale = f64x2.splat(1 / get(l, first));
    for (let c = 0; c < stride; c += 2) setPair(x, from + c, f64x2.mul(scale, getPair(x, from + c)));
    for (let a = first + 1; a < end; a++) {
      const value = f64x2.splat(get(l, a));
      const to = getInt(row, a) * stride;
      for (let c = 0; c < stride; c += 2)
        setPair(x, to + c, f64x2.sub(getPair(x, to + c), f64x2.mul(value, getPair(x, from + c))));
    }
  }
}

/** x ← L⁻ᵀx. */
export function solveSystemUpper(system: System, l: usize, x: usize): void {
  const start = system.start, row = system.row;
  for (let j = system.order - 1; j >= 0; j--) {
    const first = getInt(start, j), end = getInt(start, j + 1);
    let value = get(x, j);
    for (let a = first + 1; a < end; a++) value -= get(l, a) * get(x, getInt(row, a));
    set(x, j, value / get(l, first));
  }
}

/**
 * The elements of (LLᵀ)⁻¹ in the places of the pattern (Takahashi, Fagan & Chin 1973, "Formation of a sparse bus
 * impedance matrix and its application to short circuit study", 8th PICA Conference).
 * @param sums room for the longest column
 */
export function invertSystem(system: System, l: usize, inverse: usize, sums: usize): void {
  const start = system.start, pair = system.pair, dense = system.dense;
  let at = getInt(system.run, dense);
  for (let j = system.order - 1; j >= 0; j--) {
    const first = getInt(start, j);
    const count = getInt(start, j + 1) - first - 1;
    const below = l + ((<usize>(first + 1)) << 3);
    for (let a = 0; a < count; a++) set(sums, a, 0);
    if (j >= dense) {
      for (let a = 0; a < count; a++) addColumn(inverse, getInt(start, j + 1 + a), below, sums, a, a, count);
    } else {
      const run = getInt(system.run, j) - first - 1;
      at -= ((run * (run + 1)) >> 1) + count;
      let k = at;
      for (let a = 0; a < count; a++) {
        const own = get(below, a);
        let b = a;
        for (; b < run; b++, k++) {
          const value = get(inverse, getInt(pair, k));
          set(sums, b, get(sums, b) + value * own);
          if (b > a) set(sums, a, get(sums, a) + value * get(below, b));
        }
        addColumn(inverse, getInt(pair, k++), below, sums, a, b, count);
      }
    }
    const scale = 1 / get(l, first);
    let diagonal = scale * scale;
    for (let a = 0; a < count; a++) {
      const value = -scale * get(sums, a);
      set(inverse, first + 1 + a, value);
      diagonal -= scale * get(below, a) * value;
    }
    set(inverse, first, diagonal);
  }
}

/** Adds the part of row a of the inverse from column b on, and that of its column, to the sums of inverse · below. */
// @ts-ignore: decorator
@inline
function addColumn(inverse: usize, place: i32, below: usize, sums: usize, a: i32, from: i32, count: i32): void {
  let b = from, at = place;
  const own = get(below, a);
  if (b == a) {
    set(sums, a, get(sums, a) + get(inverse, at) * own);
    b++;
    at++;
  }
  const factor = f64x2.splat(own);
  let dot = f64x2.splat(0);
  for (; b + 1 < count; b += 2, at += 2) {
    const value = getPair(inverse, at);
    dot = f64x2.add(dot, f64x2.mul(value, getPair(below, b)));
    setPair(sums, b, f64x2.add(getPair(sums, b), f64x2.mul(value, factor)));
  }
  let sum = sumOfPair(dot);
  if (b < count) {
    const value = get(inverse, at);
    sum += value * get(below, b);
    set(sums, b, get(sums, b) + value * own);
  }
  set(sums, a, get(sums, a) + sum);
}
