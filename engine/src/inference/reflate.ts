import { DataError } from "../errors";
import { cholesky, invertLower } from "../linalg/small";
import { symmetricEigen } from "../linalg/symmetricEigen";
import type { LinearMixedModel } from "../model/linearMixedModel";

/** A direction of λλᵀ with less than this part of the largest variance is one that does not vary. */
const NO_VARIANCE = 1e-10;

/** The conditional modes of the working columns of every term in units of σ, levels × S. */
export function conditionalEffects(model: LinearMixedModel): Float64Array[] {
  return model.workingModes.map((modes) => modes.map((value) => value / model.sigma));
}

/** The residuals in units of σ, times √w of the weights w, centred and given the variance 1. */
export function reflatedResiduals(model: LinearMixedModel): Float64Array {
  const { roots } = model.data.weighted;
  const residuals = model.residuals.map((value, i) => value * (roots?.[i] ?? 1));
  const mean = residuals.reduce((sum, value) => sum + value, 0) / residuals.length;
  const spread = Math.sqrt(residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / residuals.length);
  if (!(spread > 0))
    throw new DataError("a residual bootstrap needs residuals that vary; those of the model are all alike");
  return residuals.map((value) => (value - mean) / spread);
}

/**
 * The conditional modes of every term in units of σ, centred and given the covariance λλᵀ (Carpenter, Goldstein &
 * Rasbash, Appl. Statist. 52, 2003, §3): shrinkage has made them too small. Directions that do not vary stay so.
 */
export function reflatedEffects(model: LinearMixedModel): Float64Array[] {
  const effects = conditionalEffects(model);
  const lambdas = model.data.layout.lambdasAt(model.working.theta);
  return model.data.terms.map(({ grouping, levels, names }, t) =>
    reflated(effects[t], levels, varyingDirections(lambdas[t], names.length), names.length, grouping),
  );
}

/** The axes of λλᵀ that vary, each scaled to its standard deviation. */
function varyingDirections(lambda: Float64Array, s: number): Float64Array[] {
  const covariance = new Float64Array(s * s);
  for (let i = 0; i < s; i++)
    for (let j = 0; j < s; j++)
      for (let k = 0; k < s; k++) covariance[i * s + j] += lambda[i * s + k] * lambda[j * s + k];
  const values = new Float64Array(s);
  const vectors = new Float64Array(s * s);
  symmetricEigen(covariance, values, vectors, s);
  const largest = Math.max(...values);
  return [...values.keys()]
    .filter((j) => values[j] > NO_VARIANCE * largest && values[j] > 0)
    .map((j) => Float64Array.from({ length: s }, (_, i) => vectors[i * s + j] * Math.sqrt(values[j])));
}

/** Coordinates w of the effects along the axes, made white, and put back on the axes. */
function reflated(
  effects: Float64Array,
  levels: number,
  axes: readonly Float64Array[],
  s: number,
  grouping: string,
): Float64Array {
  const r = axes.length;
  const result = new Float64Array(levels * s);
  if (r === 0) return result;
  const w = new Float64Array(levels * r);
  axes.forEach((axis, a) => {
    const norm2 = axis.reduce((sum, value) => sum + value * value, 0);
    let mean = 0;
    for (let l = 0; l < levels; l++) {
      for (let i = 0; i < s; i++) w[l * r + a] += (effects[l * s + i] * axis[i]) / norm2;
      mean += w[l * r + a] / levels;
    }
    for (let l = 0; l < levels; l++) w[l * r + a] -= mean;
  });
  const factor = new Float64Array(r * r);
  for (let a = 0; a < r; a++)
    for (let b = 0; b < r; b++)
      for (let l = 0; l < levels; l++) factor[a * r + b] += (w[l * r + a] * w[l * r + b]) / levels;
  if (levels <= r || !cholesky(factor, r))
    throw new DataError(
      "a residual bootstrap needs more levels than effects that vary; " +
        `'${grouping}' has ${levels} levels and ${r} of these effects`,
    );
  const whitening = new Float64Array(r * r);
  invertLower(whitening, factor, r);
  for (let l = 0; l < levels; l++) {
    for (let a = 0; a < r; a++) {
      let white = 0;
      for (let b = 0; b <= a; b++) white += whitening[a * r + b] * w[l * r + b];
      for (let i = 0; i < s; i++) result[l * s + i] += axes[a][i] * white;
    }
  }
  return result;
}
