import { symmetricEigen } from "../linalg/symmetricEigen";
import { evaluate, hessian } from "./derivatives";
import type { Minimum, Problem } from "./minimize";
import type { RandomEffectsTerm } from "./randomEffectsTerm";

/** What is known about a fit being the optimum. */
export interface Certificate {
  readonly converged: boolean;
  /** Directions of the random effects with variance 0, in plain words; empty for a regular fit. */
  readonly singular: readonly string[];
  /** Largest absolute element of the gradient of the objective in θ. */
  readonly gradientNorm: number;
  /** Smallest eigenvalue of the Hessian in θ; > 0 at a strict minimum. */
  readonly smallestCurvature: number;
  /** Evaluations of the objective that the fit took. */
  readonly evaluations: number;
  /** "converged", "converged to a singular fit: …" or "not converged: …". */
  readonly summary: string;
}

export interface CertificateSubject {
  readonly problem: Problem;
  readonly terms: readonly RandomEffectsTerm[];
  readonly minimum: Minimum;
}

/**
 * Checks a fit afresh at its θ. It is an optimum when the Newton decrement gᵀH⁻¹g/2 of the free directions, the decrease
 * that another step could still bring, is below 1e-6 and no direction curves downwards.
 */
export function certify({ problem, terms, minimum }: CertificateSubject): Certificate {
  const { theta } = minimum;
  const k = theta.length;
  const point = evaluate(problem, theta);
  const values = new Float64Array(k);
  const vectors = new Float64Array(k * k);
  symmetricEigen(hessian(problem, theta).matrix, values, vectors, k);
  const gradientNorm = point.gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const smallestCurvature = values.reduce((min, value) => Math.min(min, value), Infinity);
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const decrement = newtonDecrement(point.gradient, values, vectors, largest);
  const singular = singularDirections(problem, theta, terms);
  const reason = minimum.failure
    ?? (smallestCurvature < -1e-6 * largest ? "the objective curves downwards, the fit may be at a saddle point" : undefined)
    ?? (decrement > 1e-6 ? `another step would lower the objective by about ${decrement.toExponential(1)}` : undefined);
  const converged = reason === undefined;
  const summary = !converged ? `not converged: ${reason}` : singular.length ? `converged to a singular fit: ${singular.join("; ")}` : "converged";
  return { converged, singular, gradientNorm, smallestCurvature, evaluations: minimum.evaluations, summary };
}

function newtonDecrement(gradient: Float64Array, values: Float64Array, vectors: Float64Array, largest: number): number {
  const k = gradient.length;
  let decrement = 0;
  for (let j = 0; j < k; j++) {
    let slope = 0;
    for (let i = 0; i < k; i++) slope += vectors[i * k + j] * gradient[i];
    decrement += (slope * slope) / Math.max(Math.abs(values[j]), 1e-9 * largest) / 2;
  }
  return decrement;
}

/** Names what a zero on the diagonal of λ means: a variance of 0, or an effect that the ones before it determine. */
function singularDirections({ layout }: Problem, theta: Float64Array, terms: readonly RandomEffectsTerm[]): string[] {
  return layout.position.flatMap(({ block, row, column }, index) => {
    if (row !== column || theta[index] !== 0) return [];
    const { term, columns, offset, size } = layout.blocks[block];
    let variance = 0;
    for (let c = 0; c <= row; c++) variance += theta[offset + c * size - (c * (c - 1)) / 2 + (row - c)] ** 2;
    const effect = `${terms[term].grouping} ${terms[term].names[columns[row]]}`;
    if (variance === 0) return [`${effect} variance is 0`];
    return [row === 1 ? `${effect} correlates ±1 with ${terms[term].names[columns[0]]}` : `${effect} is a combination of the effects before it`];
  });
}
