import { denseCholesky, dot, solveRow } from "../linalg/denseCholesky";
import type { CoreTerm } from "../matrices/coreSystem";
import { denseCore } from "../matrices/denseCore";
import type { Deviance } from "./deviance";

/**
 * T = ZᵀV⁻¹Z and T_P, the same with V⁻¹ projected on the complement of X, of the core's random effects, q × q,
 * row-major.
 */
export interface CoreTraces {
  readonly q: number;
  readonly t: Float64Array;
  readonly tp: Float64Array;
  /** F = ZᵀV⁻¹X, q × p, row-major; what contrasts between twins add to it is 0. */
  readonly f: Float64Array;
}

/** The traces at λ, from dense matrices of the order of the core. */
export function coreTraces({ system, lambdas }: Pick<Deviance, "system" | "lambdas">): CoreTraces {
  const { p } = system;
  const q = system.q1 + system.d2;
  const m = q + p;
  const a = denseCore(system);
  const k = Float64Array.from(a);
  system.terms.forEach((term, t) => timesLambda(k, m, term, lambdas[t]));
  const omega = transpose(k, m);
  system.terms.forEach((term, t) => timesLambda(omega, m, term, lambdas[t]));
  for (let i = 0; i < q; i++) omega[i * m + i] += 1;
  denseCholesky(omega, m);
  const t = new Float64Array(q * q);
  const tp = new Float64Array(q * q);
  for (let i = 0; i < q; i++) {
    solveRow(k, i * m, omega, m, 0, m);
    for (let j = 0; j <= i; j++) {
      const whole = a[i * m + j] - dot(k, i * m, k, j * m, 0, q);
      tp[i * q + j] = tp[j * q + i] = whole - dot(k, i * m, k, j * m, q, m);
      t[i * q + j] = t[j * q + i] = whole;
    }
  }
  const f = new Float64Array(q * p);
  for (let j = 0; j < p; j++) {
    const row = (q + j) * m;
    solveRow(k, row, omega, m, 0, q);
    for (let i = 0; i < q; i++) f[i * p + j] = a[i * m + q + j] - dot(k, i * m, k, row, 0, q);
  }
  return { q, t, tp, f };
}

/** Multiplies the columns of a term in the m × m matrix by λ from the right. */
function timesLambda(
  a: Float64Array,
  m: number,
  { size: s, classes, coreOffset }: CoreTerm,
  lambda: Float64Array,
): void {
  for (let row = 0; row < m; row++) {
    for (let c = 0; c < classes; c++) {
      const first = row * m + coreOffset + c * s;
      for (let j = 0; j < s; j++) {
        let sum = 0;
        for (let i = j; i < s; i++) sum += a[first + i] * lambda[i * s + j];
        a[first + j] = sum;
      }
    }
  }
}

function transpose(a: Float64Array, m: number): Float64Array {
  const out = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) out[j * m + i] = a[i * m + j];
  return out;
}
