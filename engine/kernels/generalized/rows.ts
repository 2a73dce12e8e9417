import { clear, get, getInt, getPair, set, setPair } from "../memory";
import { columnOf, valuesOf } from "./factor";
import { sumOfPair } from "./pairs";
import { System } from "./system";

/** out ← out + factor·x, by pairs of rows. */
export function addMultiple(system: System, factor: f64, x: usize, out: usize): void {
  const times = f64x2.splat(factor);
  for (let i = 0; i < system.padded; i += 2)
    setPair(out, i, f64x2.add(getPair(out, i), f64x2.mul(times, getPair(x, i))));
}

/** η ← the fixed part + ZΛu. */
export function linearPredictors(system: System, fixedPart: usize, u: usize, eta: usize): void {
  const n = system.rows;
  for (let a = 0; a < system.width; a++) {
    const values = valuesOf(system, a), column = columnOf(system, a);
    const from = a == 0 ? fixedPart : eta;
    for (let i = 0; i < n; i++) set(eta, i, get(from, i) + get(values, i) * get(u, getInt(column, i)));
  }
}

/** out ← ΛᵀZᵀx. */
export function crossProduct(system: System, x: usize, out: usize): void {
  clear(out, system.order);
  for (let a = 0; a < system.width; a++) {
    const values = valuesOf(system, a), column = columnOf(system, a);
    for (let i = 0; i < system.rows; i++) {
      const to = getInt(column, i);
      set(out, to, get(out, to) + get(values, i) * get(x, i));
    }
  }
}

/**
 * ΛᵀZᵀW°(XΔγ + ZΔΛu) + ΔΛᵀZᵀg with a minus, of which H⁻¹ makes the change of the modes.
 * @param change XΔγ by rows, which is overwritten
 * @param before λᵀz of the last point
 */
export function changeOfScores(
  system: System,
  change: usize,
  before: usize,
  observed: usize,
  g: usize,
  u: usize,
  out: usize,
): void {
  const n = system.rows, padded = system.padded;
  clear(out, system.order);
  for (let a = 0; a < system.width; a++) {
    const values = valuesOf(system, a), column = columnOf(system, a);
    const old = before + ((<usize>(a * padded)) << 3);
    for (let i = 0; i < n; i++)
      set(change, i, get(change, i) + (get(values, i) - get(old, i)) * get(u, getInt(column, i)));
  }
  for (let a = 0; a < system.width; a++) {
    const values = valuesOf(system, a), column = columnOf(system, a);
    const old = before + ((<usize>(a * padded)) << 3);
    for (let i = 0; i < n; i++) {
      const to = getInt(column, i);
      const own = get(old, i);
      const part = own * (get(observed, i) * get(change, i)) + (get(values, i) - own) * get(g, i);
      set(out, to, get(out, to) - part);
    }
  }
}

/**
 * Of every row M⁻¹Λᵀz, its random effects only (by column, then by row), and the variance zᵀΛM⁻¹Λᵀz of its linear
 * predictor.
 * @param inverse M⁻¹ on the pattern
 */
export function rowProducts(system: System, inverse: usize, products: usize, variances: usize): void {
  const n = system.rows, padded = system.padded, width = system.width;
  memory.fill(products, 0, (<usize>(width * padded)) << 3);
  let places = system.places;
  for (let a = 0; a < width; a++) {
    const own = valuesOf(system, a);
    const to = products + ((<usize>(a * padded)) << 3);
    for (let b = 0; b <= a; b++) {
      const other = valuesOf(system, b);
      const too = products + ((<usize>(b * padded)) << 3);
      for (let i = 0; i < n; i++) {
        const value = get(inverse, getInt(places, i));
        set(to, i, get(to, i) + value * get(other, i));
        if (b < a) set(too, i, get(too, i) + value * get(own, i));
      }
      places += (<usize>padded) << 2;
    }
  }
  for (let i = 0; i < padded; i += 2) setPair(variances, i, f64x2.splat(0));
  for (let a = 0; a < width; a++) {
    const values = valuesOf(system, a);
    const from = products + ((<usize>(a * padded)) << 3);
    for (let i = 0; i < padded; i += 2)
      setPair(variances, i, f64x2.add(getPair(variances, i), f64x2.mul(getPair(from, i), getPair(values, i))));
  }
}

/** out ← xy, by rows. */
export function multiplyRows(system: System, x: usize, y: usize, out: usize): void {
  for (let i = 0; i < system.padded; i += 2) setPair(out, i, f64x2.mul(getPair(x, i), getPair(y, i)));
}

/** c ← c − W°ZΛa, and both ← 2g + c. */
export function correctSlopes(
  system: System,
  za: usize,
  observed: usize,
  g: usize,
  correction: usize,
  both: usize,
): void {
  const two = f64x2.splat(2);
  for (let i = 0; i < system.padded; i += 2) {
    const own = f64x2.sub(getPair(correction, i), f64x2.mul(getPair(observed, i), getPair(za, i)));
    setPair(correction, i, own);
    setPair(both, i, f64x2.add(f64x2.mul(two, getPair(g, i)), own));
  }
}

/** e ← −Zᵀg and k ← Zᵀc* of all random effects. */
export function randomEffectScores(system: System, g: usize, correction: usize, e: usize, k: usize): void {
  clear(e, system.order);
  clear(k, system.order);
  for (let a = 0; a < system.width; a++) {
    const z = system.z + ((<usize>(a * system.padded)) << 3);
    const column = columnOf(system, a);
    for (let i = 0; i < system.rows; i++) {
      const to = getInt(column, i);
      const own = get(z, i);
      set(e, to, get(e, to) - own * get(g, i));
      set(k, to, get(k, to) + own * get(correction, i));
    }
  }
}

/** Σ w·z·(M⁻¹Λᵀz) of two columns of the terms. */
export function weightedProduct(system: System, weights: usize, one: i32, products: usize, other: i32): f64 {
  const z = system.z + ((<usize>(one * system.padded)) << 3);
  const from = products + ((<usize>(other * system.padded)) << 3);
  let sum = f64x2.splat(0);
  let i = 0;
  for (; i + 1 < system.rows; i += 2)
    sum = f64x2.add(sum, f64x2.mul(f64x2.mul(getPair(weights, i), getPair(z, i)), getPair(from, i)));
  const rest = i < system.rows ? get(weights, i) * get(z, i) * get(from, i) : 0;
  return sumOfPair(sum) + rest;
}
