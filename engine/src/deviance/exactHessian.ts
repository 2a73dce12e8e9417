import type { CoreTerm } from "../matrices/coreSystem";
import { coreLength } from "../matrices/responseStatistics";
import { BlockFactors } from "./blockFactors";
import { type CoreTraces, coreTraces } from "./coreTraces";
import type { CovarianceLayout } from "./covarianceLayout";
import type { Deviance } from "./deviance";
import type { Problem } from "./problem";
import { totalVariance } from "./residualPart";

/**
 * Hessian of the deviance in θ (k × k, row-major, symmetric), exact, from dense matrices of the core; the deviance must
 * have been evaluated with derivatives at θ.
 *
 * With T = ZᵀV⁻¹Z, T_P the same with V⁻¹ projected on the complement of X (REML: T_P for T throughout), e and N, r², σ²
 * as in {@link Deviance}, and directions B, C of Σ: H[B, C] = −Σ tr(T_l'l·B·T_ll'·C) + (2/σ²)·Σ eₗᵀB·T_P,ll'·C·eₗ' −
 * (N/r⁴)·v_B·v_C, v_B = Σ eₗᵀBeₗ, the last part only where σ² = r²/N is profiled out. A group of ν contrasts between
 * twins adds −ν·tr(τBτC) + (2/σ²)·tr(BτC·E), E = NWNᵀ.
 * In θ, B = λ·dλᵀ + dλ·λᵀ, and elements of one column of λ meet in 2·tr(G·dλ₁·dλ₂ᵀ) too.
 */
export function exactHessian({ deviance, layout }: Problem, theta: Float64Array): Float64Array {
  const { system, squares, degreesOfFreedom: N, sigma, r2 } = deviance;
  const weight = N / totalVariance(deviance, r2);
  const bend = sigma === undefined ? N / (r2 * r2) : 0;
  const k = theta.length;
  const core = coreTraces(deviance);
  const directions = layout.position.map((_, index) => direction(layout, theta, index));
  const result = new Float64Array(k * k);
  const terms = directions.map(({ term }) => term);
  system.terms.forEach((a, t) => {
    for (let u = t; u < system.terms.length; u++) {
      const tensor = secondDerivative(deviance, core, a, system.terms[u]);
      if (t === u) addContrasts(tensor, deviance, t);
      for (let i = 0; i < k; i++) {
        if (terms[i] !== t) continue;
        const half = contractFirst(tensor, directions[i].matrix, system.terms[u].size ** 2);
        for (let j = 0; j < k; j++)
          if (terms[j] === u) result[i * k + j] = result[j * k + i] = product(half, directions[j].matrix);
      }
    }
  });
  const slopes = directions.map(({ term, matrix }) => product(matrix, squares[term]));
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) result[i * k + j] -= bend * slopes[i] * slopes[j];
  addColumnCurvature(result, { deviance, layout }, weight);
  return result;
}

/** Adds 2·tr(G·dλ₁·dλ₂ᵀ) for elements of one column of λ. @param weight N over the total variance */
export function addColumnCurvature(
  result: Float64Array,
  { deviance: { traces, squares }, layout }: Pick<Problem, "deviance" | "layout">,
  weight: number,
): void {
  const k = layout.length;
  layout.position.forEach((one, i) => {
    layout.position.forEach((other, j) => {
      if (one.block !== other.block || one.column !== other.column) return;
      const { term, columns } = layout.blocks[one.block];
      const at = columns[one.row] * layout.sizes[term] + columns[other.row];
      result[i * k + j] += 2 * (traces[term][at] - weight * squares[term][at]);
    });
  });
}

/** The bilinear form of the core levels in (B, C) as a tensor: element ((a, b), (c, d)) belongs to B_ab·C_cd. */
function secondDerivative(
  deviance: Deviance,
  { q, t: whole, tp }: CoreTraces,
  one: CoreTerm,
  other: CoreTerm,
): Float64Array {
  const { e } = deviance;
  const s = one.size;
  const u = other.size;
  const weight = (2 * deviance.degreesOfFreedom) / totalVariance(deviance, deviance.r2);
  const t = deviance.reml ? tp : whole;
  const tensor = new Float64Array(s * s * u * u);
  for (let g = 0; g < one.classes; g++) {
    const row = one.coreOffset + g * s;
    for (let h = 0; h < other.classes; h++) {
      const column = other.coreOffset + h * u;
      let k = 0;
      for (let a = 0; a < s; a++) {
        for (let b = 0; b < s; b++) {
          for (let c = 0; c < u; c++) {
            const at = (row + b) * q + column + c;
            const first = weight * e[row + a] * tp[at];
            for (let d = 0; d < u; d++) tensor[k++] += first * e[column + d] - t[at] * t[(row + a) * q + column + d];
          }
        }
      }
    }
  }
  return tensor;
}

function addContrasts(tensor: Float64Array, deviance: Deviance, index: number): void {
  const { system, lambdas, response } = deviance;
  const term = system.terms[index];
  const { size: s, groups, contrastsIn, scatterOffset } = term;
  const { n, tau } = factorsAt(term, lambdas[index]);
  const weight = (2 * deviance.degreesOfFreedom) / totalVariance(deviance, deviance.r2);
  const first = coreLength(system) + scatterOffset;
  for (let g = 0; g < groups; g++) {
    if (contrastsIn[g] === 0) continue;
    const at = g * s * s;
    const squares = scatterBehind(n.subarray(at, at + s * s), response.subarray(first + at, first + at + s * s), s);
    let k = 0;
    for (let a = 0; a < s; a++) {
      for (let b = 0; b < s; b++) {
        for (let c = 0; c < s; c++) {
          const own = tau[at + b * s + c];
          for (let d = 0; d < s; d++)
            tensor[k++] += own * (weight * squares[a * s + d] - contrastsIn[g] * tau[at + a * s + d]);
        }
      }
    }
  }
}

/** What λ makes of the blocks of a term. */
export function factorsAt(term: CoreTerm, lambda: Float64Array): BlockFactors {
  const factors = new BlockFactors(term);
  factors.update(lambda);
  return factors;
}

/** NWNᵀ */
export function scatterBehind(n: Float64Array, w: Float64Array, s: number): Float64Array {
  const out = new Float64Array(s * s);
  for (let i = 0; i < s; i++) {
    for (let j = 0; j < s; j++) {
      for (let a = 0; a < s; a++)
        for (let b = 0; b < s; b++) out[i * s + j] += n[i * s + a] * w[a * s + b] * n[j * s + b];
    }
  }
  return out;
}

/** B = λ·dλᵀ + dλ·λᵀ for an element of θ, S × S of its term. */
export function direction(
  layout: CovarianceLayout,
  theta: Float64Array,
  index: number,
): { term: number; matrix: Float64Array } {
  const { block, row, column } = layout.position[index];
  const { term, columns, size, offset } = layout.blocks[block];
  const s = layout.sizes[term];
  const matrix = new Float64Array(s * s);
  const first = offset + column * size - (column * (column - 1)) / 2;
  for (let i = column; i < size; i++) {
    matrix[columns[row] * s + columns[i]] += theta[first + i - column];
    matrix[columns[i] * s + columns[row]] += theta[first + i - column];
  }
  return { term, matrix };
}

function contractFirst(tensor: Float64Array, matrix: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < matrix.length; i++) {
    if (matrix[i] !== 0) for (let j = 0; j < length; j++) out[j] += matrix[i] * tensor[i * length + j];
  }
  return out;
}

/** Σ aᵢbᵢ */
export function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
