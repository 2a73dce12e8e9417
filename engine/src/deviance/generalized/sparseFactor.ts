import { log } from "../../math/log";
import type { EliminationPattern } from "./eliminationPattern";

/** Replaces a matrix on a pattern by its Cholesky factor; returns its log-determinant, NaN where there is none. */
export function factorInPlace({ order, start, pair, dense }: EliminationPattern, l: Float64Array): number {
  let at = 0;
  let logDeterminant = 0;
  for (let j = 0; j < dense; j++) {
    const first = start[j];
    const end = start[j + 1];
    if (!(l[first] > 0)) return NaN;
    logDeterminant += log(l[first]);
    const pivot = Math.sqrt(l[first]);
    l[first] = pivot;
    const scale = 1 / pivot;
    for (let a = first + 1; a < end; a++) l[a] *= scale;
    for (let a = first + 1; a < end; a++) {
      const value = l[a];
      for (let b = a; b < end; b++) l[pair[at++]] -= value * l[b];
    }
  }
  for (let j = dense; j < order; j++) {
    const first = start[j];
    for (let k = dense; k < j; k++) {
      const from = start[k] - k;
      const value = l[from + j];
      if (value === 0) continue;
      const to = first - j;
      for (let i = j; i < order; i++) l[to + i] -= value * l[from + i];
    }
    if (!(l[first] > 0)) return NaN;
    logDeterminant += log(l[first]);
    const pivot = Math.sqrt(l[first]);
    l[first] = pivot;
    const scale = 1 / pivot;
    for (let a = first + 1; a < start[j + 1]; a++) l[a] *= scale;
  }
  return logDeterminant;
}

/** x ← L⁻¹x. */
export function solveLower({ order, start, row }: EliminationPattern, l: Float64Array, x: Float64Array): void {
  for (let j = 0; j < order; j++) {
    const value = (x[j] /= l[start[j]]);
    if (value !== 0) for (let a = start[j] + 1; a < start[j + 1]; a++) x[row[a]] -= l[a] * value;
  }
}

/** X ← L⁻¹X, q × p, row-major. */
export function solveLowerAll(
  { order, start, row }: EliminationPattern,
  l: Float64Array,
  x: Float64Array,
  p: number,
): void {
  for (let j = 0, from = 0; j < order; j++, from += p) {
    const scale = 1 / l[start[j]];
    for (let c = 0; c < p; c++) x[from + c] *= scale;
    for (let a = start[j] + 1; a < start[j + 1]; a++) {
      const value = l[a];
      const to = row[a] * p;
      for (let c = 0; c < p; c++) x[to + c] -= value * x[from + c];
    }
  }
}

/** x ← L⁻ᵀx. */
export function solveUpper({ order, start, row }: EliminationPattern, l: Float64Array, x: Float64Array): void {
  for (let j = order - 1; j >= 0; j--) {
    let value = x[j];
    for (let a = start[j] + 1; a < start[j + 1]; a++) value -= l[a] * x[row[a]];
    x[j] = value / l[start[j]];
  }
}

/**
 * The elements of (LLᵀ)⁻¹ in the places of the pattern (Takahashi, Fagan & Chin 1973, "Formation of a sparse bus
 * impedance matrix and its application to short circuit study", 8th PICA Conference).
 * @param inverse receives them
 */
export function selectedInverse(pattern: EliminationPattern, l: Float64Array, inverse: Float64Array): void {
  const { start, pair, dense } = pattern;
  denseInverse(pattern, l, inverse);
  let at = pair.length;
  const sums = new Float64Array(longestColumn(pattern));
  for (let j = dense - 1; j >= 0; j--) {
    const first = start[j];
    const count = start[j + 1] - first - 1;
    const scale = 1 / l[first];
    at -= (count * (count + 1)) / 2;
    for (let a = 0; a < count; a++) sums[a] = 0;
    let k = at;
    for (let a = 0; a < count; a++) {
      const own = l[first + 1 + a];
      let sum = sums[a] + inverse[pair[k++]] * own;
      for (let b = a + 1; b < count; b++) {
        const value = inverse[pair[k++]];
        sum += value * l[first + 1 + b];
        sums[b] += value * own;
      }
      sums[a] = sum;
    }
    let diagonal = scale * scale;
    for (let a = 0; a < count; a++) {
      const value = -scale * sums[a];
      inverse[first + 1 + a] = value;
      diagonal -= scale * l[first + 1 + a] * value;
    }
    inverse[first] = diagonal;
  }
}

/** The part of the dense columns, by rows of a full matrix. */
function denseInverse({ order, start, dense }: EliminationPattern, l: Float64Array, inverse: Float64Array): void {
  const m = order - dense;
  const full = new Float64Array(m * m);
  const sums = new Float64Array(m);
  for (let j = m - 1; j >= 0; j--) {
    const from = start[dense + j] - j;
    const scale = 1 / l[from + j];
    sums.fill(0);
    for (let k = j + 1; k < m; k++) {
      const value = l[from + k];
      for (let i = j + 1; i < m; i++) sums[i] += value * full[k * m + i];
    }
    let diagonal = scale * scale;
    for (let i = j + 1; i < m; i++) {
      const value = -scale * sums[i];
      full[i * m + j] = full[j * m + i] = inverse[from + i] = value;
      diagonal -= scale * l[from + i] * value;
    }
    full[j * m + j] = inverse[from + j] = diagonal;
  }
}

function longestColumn({ start, dense }: EliminationPattern): number {
  let longest = 0;
  for (let j = 0; j < dense; j++) longest = Math.max(longest, start[j + 1] - start[j] - 1);
  return longest;
}
