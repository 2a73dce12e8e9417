import { log } from "../math/log";

/**
 * Arithmetic of small dense matrices (a λ block, a stratum): square, n × n, row-major in a Float64Array.
 * Results go into buffers of the caller, so that the inner loops of a fit allocate nothing. Order 2, an intercept and a
 * slope, is the most frequent one by far and written out.
 */

/** out = a·b; `out` must be neither `a` nor `b`. */
export function multiply(out: Float64Array, a: Float64Array, b: Float64Array, n: number): void {
  if (n === 2) {
    const b00 = b[0],
      b01 = b[1],
      b10 = b[2],
      b11 = b[3];
    out[0] = a[0] * b00 + a[1] * b10;
    out[1] = a[0] * b01 + a[1] * b11;
    out[2] = a[2] * b00 + a[3] * b10;
    out[3] = a[2] * b01 + a[3] * b11;
    return;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
      out[i * n + j] = sum;
    }
  }
}

/** out = a·bᵀ; `out` must be neither `a` nor `b`. */
export function multiplyTransposed(out: Float64Array, a: Float64Array, b: Float64Array, n: number): void {
  if (n === 2) {
    const b00 = b[0],
      b01 = b[1],
      b10 = b[2],
      b11 = b[3];
    out[0] = a[0] * b00 + a[1] * b01;
    out[1] = a[0] * b10 + a[1] * b11;
    out[2] = a[2] * b00 + a[3] * b01;
    out[3] = a[2] * b10 + a[3] * b11;
    return;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[j * n + k];
      out[i * n + j] = sum;
    }
  }
}

/** out = a·b·aᵀ, with `work` (n²) in between. */
export function sandwich(out: Float64Array, a: Float64Array, b: Float64Array, work: Float64Array, n: number): void {
  multiply(work, a, b, n);
  multiplyTransposed(out, work, a, n);
}

/** Σᵢⱼ aᵢⱼ·bᵢⱼ, which is tr(a·b) for symmetric matrices. */
export function innerProduct(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n * n; i++) sum += a[i] * b[i];
  return sum;
}

/** Replaces the symmetric `a` by its lower Cholesky factor (zeros above); false when it is not positive definite. */
export function cholesky(a: Float64Array, n: number): boolean {
  if (n === 2) {
    if (!(a[0] > 0)) return false;
    const first = Math.sqrt(a[0]);
    const below = a[2] / first;
    const rest = a[3] - below * below;
    if (!(rest > 0)) return false;
    a[0] = first;
    a[1] = 0;
    a[2] = below;
    a[3] = Math.sqrt(rest);
    return true;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (j < i) a[i * n + j] = sum / a[j * n + j];
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else return false;
    }
    for (let j = i + 1; j < n; j++) a[i * n + j] = 0;
  }
  return true;
}

/** out = l⁻¹ for a lower triangular l with a non-zero diagonal. */
export function invertLower(out: Float64Array, l: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const pivot = 1 / l[i * n + i];
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += l[i * n + k] * out[k * n + j];
      out[i * n + j] = -sum * pivot;
    }
    out[i * n + i] = pivot;
    for (let j = i + 1; j < n; j++) out[i * n + j] = 0;
  }
}

/**
 * out = a⁻¹ for a symmetric positive definite a; returns log|a|, or NaN (and an undefined `out`) when a is not.
 * @param work a buffer of 2n² numbers
 */
export function invertPositiveDefinite(out: Float64Array, a: Float64Array, work: Float64Array, n: number): number {
  if (n === 1) {
    out[0] = 1 / a[0];
    return a[0] > 0 ? log(a[0]) : NaN;
  }
  for (let i = 0; i < n * n; i++) work[i] = a[i];
  if (!cholesky(work, n)) return NaN;
  let determinant = 1;
  for (let i = 0; i < n; i++) determinant *= work[i * n + i];
  invertFromFactor(out, work, n);
  return determinant > 1e-150 && determinant < 1e150 ? 2 * log(determinant) : sumOfLogs(work, n);
}

/** out = (LLᵀ)⁻¹ for the factor L in the first n² numbers of `work`; L⁻¹ is left in the next n². */
export function invertFromFactor(out: Float64Array, work: Float64Array, n: number): void {
  const inverse = n * n;
  if (n === 2) {
    const first = 1 / work[0];
    const second = 1 / work[3];
    const below = -work[2] * first * second;
    out[0] = first * first + below * below;
    out[1] = out[2] = below * second;
    out[3] = second * second;
    work[4] = first;
    work[6] = below;
    work[7] = second;
    return;
  }
  for (let i = 0; i < n; i++) {
    const pivot = 1 / work[i * n + i];
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += work[i * n + k] * work[inverse + k * n + j];
      work[inverse + i * n + j] = -sum * pivot;
    }
    work[inverse + i * n + i] = pivot;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += work[inverse + k * n + i] * work[inverse + k * n + j];
      out[i * n + j] = out[j * n + i] = sum;
    }
  }
}

function sumOfLogs(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * log(factor[i * n + i]);
  return sum;
}
