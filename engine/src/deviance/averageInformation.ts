import { multiply } from "../linalg/small";
import { coreProduct } from "../matrices/coreProduct";
import type { CoreTerm } from "../matrices/coreSystem";
import { coreLength, statisticsLength } from "../matrices/responseStatistics";
import type { Deviance } from "./deviance";
import { addColumnCurvature, direction, factorsAt, product, scatterBehind } from "./exactHessian";
import type { Problem } from "./problem";
import { totalVariance } from "./residualPart";

/**
 * The average information of the deviance in θ (k × k, row-major, symmetric), a Hessian without the traces of products
 * that make the exact one dear: one solve an element of θ and no factorization. The deviance must have been evaluated
 * with derivatives at θ.
 *
 * Observed and expected information have Σ tr(T_l'l·B·T_ll'·C) with opposite signs, so that their mean is
 * H[B, C] = (1/σ²)·Σ eₗᵀB·T_P,ll'·C·eₗ' − (N/r⁴)·v_B·v_C in the terms of {@link exactHessian}: never negative, and 0
 * along ridges (Gilmour, Thompson & Cullis, Biometrics 51, 1995). As eᵀB·T_P·Ce is eᵀB·e(ZCe), with e(ZCe) the e of the
 * response ZCe, it takes a solve. A group of contrasts between twins adds (1/σ²)·tr(BτC·E). What elements of one column
 * of λ have in common, 2·tr(G·dλ₁·dλ₂ᵀ), is exact, so that a column of zeros that ought to grow shows as a negative
 * curvature.
 */
export function averageInformation({ deviance, layout }: Problem, theta: Float64Array): Float64Array {
  const { squares, degreesOfFreedom: N, sigma, r2 } = deviance;
  const weight = N / totalVariance(deviance, r2);
  const bend = sigma === undefined ? N / (r2 * r2) : 0;
  const k = theta.length;
  const result = new Float64Array(k * k);
  const directions = layout.position.map((_, index) => direction(layout, theta, index));
  addCoreProducts(result, deviance, directions, weight);
  addContrasts(result, deviance, directions, weight);
  const slopes = directions.map(({ term, matrix }) => product(matrix, squares[term]));
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) result[i * k + j] -= bend * slopes[i] * slopes[j];
  addColumnCurvature(result, { deviance, layout }, weight);
  return result;
}

type Direction = ReturnType<typeof direction>;

/** weight·fᵢᵀ·e(Zfⱼ) with f = Be level by level. */
function addCoreProducts(
  result: Float64Array,
  deviance: Deviance,
  directions: readonly Direction[],
  weight: number,
): void {
  const { system, e } = deviance;
  const { terms } = system;
  const k = directions.length;
  const all = directions.map((each) => timesEffects(terms[each.term], each.matrix, e));
  const statistics = new Float64Array(statisticsLength(system));
  const core = statistics.subarray(0, coreLength(system));
  for (let j = 0; j < k; j++) {
    const { term, matrix } = directions[j];
    if (matrix.every((value) => value === 0)) continue;
    coreProduct(core, system, term, all[j]);
    statistics[statistics.length - 1] = inner(all[j], core, terms[term].coreOffset);
    const own = deviance.residualsOf(statistics);
    for (let i = 0; i <= j; i++) {
      const value = weight * inner(all[i], own, terms[directions[i].term].coreOffset);
      result[i * k + j] += value;
      if (i !== j) result[j * k + i] += value;
    }
  }
}

/** Be of every level of a term. */
function timesEffects({ size: s, classes, coreOffset }: CoreTerm, matrix: Float64Array, e: Float64Array): Float64Array {
  const f = new Float64Array(classes * s);
  for (let at = 0; at < f.length; at += s) {
    for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) f[at + i] += matrix[i * s + j] * e[coreOffset + at + j];
  }
  return f;
}

/** weight·tr(BτC·NWNᵀ) for every group of contrasts. */
function addContrasts(
  result: Float64Array,
  { system, lambdas, response }: Deviance,
  directions: readonly Direction[],
  weight: number,
): void {
  const k = directions.length;
  system.terms.forEach((term, t) => {
    const { size: s, groups, contrastsIn, scatterOffset } = term;
    if (contrastsIn.every((count) => count === 0)) return;
    const { n, tau } = factorsAt(term, lambdas[t]);
    const own = directions.flatMap((each, i) => (each.term === t ? [i] : []));
    const first = coreLength(system) + scatterOffset;
    const half = new Float64Array(s * s);
    const whole = new Float64Array(s * s);
    for (let g = 0; g < groups; g++) {
      if (contrastsIn[g] === 0) continue;
      const at = g * s * s;
      const scatter = scatterBehind(n.subarray(at, at + s * s), response.subarray(first + at, first + at + s * s), s);
      for (const i of own) {
        multiply(half, scatter, directions[i].matrix, s);
        multiply(whole, half, tau.subarray(at, at + s * s), s);
        for (const j of own) result[i * k + j] += weight * product(whole, directions[j].matrix);
      }
    }
  });
}

/** Σ aᵢ·b_{at+i} */
function inner(a: Float64Array, b: Float64Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[at + i];
  return sum;
}
