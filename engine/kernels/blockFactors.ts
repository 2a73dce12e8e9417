import { DenseTerm } from "./denseModel";
import { at, get, set } from "./memory";
import { multiply, multiplyTransposed } from "./small";

/**
 * What λ makes of the distinct diagonal blocks C of one term, without dividing by λ. With D = I + λᵀCλ = L_D·L_Dᵀ:
 * K = L_D⁻¹λᵀ, M = KᵀK = λD⁻¹λᵀ, N = I − CM, τ = NC.
 * Blocks that serve no contrast are left out unless the term leads.
 * @param work room for S² numbers
 * @returns Σ log|D|, each as often as the block is eliminated
 */
export function factorBlocks(term: DenseTerm, work: usize, derivative: bool): f64 {
  const s = term.size;
  const s2 = s * s;
  let logDeterminant: f64 = 0;
  for (let g = 0; g < term.groups; g++) {
    const count = get(term.contrastsIn, g) + (term.lead ? get(term.classesIn, g) : 0);
    if (count == 0) continue;
    const at2 = g * s2;
    const c = at(term.blocks, at2), k = at(term.k, at2), m = at(term.m, at2), n = at(term.n, at2), tau = at(term.tau, at2);
    if (s == 1) {
      logDeterminant += count * factorScalar(get(c, 0), get(term.lambda, 0), k, m, n, tau);
      continue;
    }
    if (s == 2) {
      logDeterminant += count * factorPair(c, term.lambda, k, m, n, tau);
      continue;
    }
    innerMatrix(work, c, term.lambda, k, s);
    logDeterminant += count * smallCholesky(work, s);
    solveLower(k, work, term.lambda, s);
    multiplyTransposed(m, k, k, s);
    if (!derivative) continue;
    complement(n, c, m, s);
    multiply(tau, n, c, s);
  }
  return logDeterminant;
}

function factorScalar(c: f64, lambda: f64, k: usize, m: usize, n: usize, tau: usize): f64 {
  const d = 1 + lambda * c * lambda;
  const value = lambda / Math.sqrt(d);
  set(k, 0, value);
  set(m, 0, value * value);
  set(n, 0, 1 / d);
  set(tau, 0, c / d);
  return Math.log(d);
}

function factorPair(c: usize, lambda: usize, k: usize, m: usize, n: usize, tau: usize): f64 {
  const c00 = get(c, 0), c10 = get(c, 2), c11 = get(c, 3);
  const l00 = get(lambda, 0), l10 = get(lambda, 2), l11 = get(lambda, 3);
  const x0 = c00 * l00 + c10 * l10, x1 = c10 * l00 + c11 * l10;
  const d00 = 1 + (l00 * x0 + l10 * x1), d10 = l11 * x1;
  const p0 = Math.sqrt(d00);
  const q = d10 / p0;
  const d11 = 1 + l11 * (c11 * l11) - q * q;
  const p1 = Math.sqrt(d11);
  const k00 = l00 / p0, k01 = l10 / p0;
  const k10 = -q * k00 / p1, k11 = (l11 - q * k01) / p1;
  const m00 = k00 * k00 + k10 * k10, m10 = k00 * k01 + k10 * k11, m11 = k01 * k01 + k11 * k11;
  const n00 = 1 - (c00 * m00 + c10 * m10), n01 = -(c00 * m10 + c10 * m11);
  const n10 = -(c10 * m00 + c11 * m10), n11 = 1 - (c10 * m10 + c11 * m11);
  setFour(k, k00, k01, k10, k11);
  setFour(m, m00, m10, m10, m11);
  setFour(n, n00, n01, n10, n11);
  setFour(tau, n00 * c00 + n01 * c10, n00 * c10 + n01 * c11, n10 * c00 + n11 * c10, n10 * c10 + n11 * c11);
  return Math.log(d00 * d11);
}

// @ts-ignore: decorator
@inline
function setFour(out: usize, a: f64, b: f64, c: f64, d: f64): void {
  set(out, 0, a);
  set(out, 1, b);
  set(out, 2, c);
  set(out, 3, d);
}

/** out = I + λᵀCλ; `cl` receives Cλ. */
function innerMatrix(out: usize, c: usize, lambda: usize, cl: usize, s: i32): void {
  multiply(cl, c, lambda, s);
  multiplyTransposed(out, lambda, cl, s);
  for (let i = 0; i < s; i++) set(out, i * s + i, get(out, i * s + i) + 1);
}

/** Replaces the lower triangle by its Cholesky factor and returns the logarithm of the determinant. */
function smallCholesky(a: usize, s: i32): f64 {
  let determinant: f64 = 1;
  for (let j = 0; j < s; j++) {
    let pivot = get(a, j * s + j);
    for (let b = 0; b < j; b++) pivot -= get(a, j * s + b) * get(a, j * s + b);
    determinant *= pivot;
    const root = Math.sqrt(pivot);
    set(a, j * s + j, root);
    for (let i = j + 1; i < s; i++) {
      let sum = get(a, i * s + j);
      for (let b = 0; b < j; b++) sum -= get(a, i * s + b) * get(a, j * s + b);
      set(a, i * s + j, sum / root);
    }
  }
  return Math.log(determinant);
}

/** K = L⁻¹λᵀ. */
function solveLower(k: usize, l: usize, lambda: usize, s: i32): void {
  for (let i = 0; i < s; i++) {
    const pivot = get(l, i * s + i);
    for (let c = 0; c < s; c++) {
      let sum: f64 = c >= i ? get(lambda, c * s + i) : 0;
      for (let a = 0; a < i; a++) sum -= get(l, i * s + a) * get(k, a * s + c);
      set(k, i * s + c, sum / pivot);
    }
  }
}

/** N = I − CM. */
function complement(n: usize, c: usize, m: usize, s: i32): void {
  multiply(n, c, m, s);
  for (let i = 0; i < s * s; i++) set(n, i, -get(n, i));
  for (let i = 0; i < s; i++) set(n, i * s + i, get(n, i * s + i) + 1);
}
