import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { FixedEffects } from "../../deviance/generalized/fixedEffects";
import type { GeneralizedDesign } from "../../deviance/generalized/generalizedDesign";
import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import type { WorkingRows } from "../../deviance/generalized/workingRows";
import { DataError } from "../../errors";
import { denseCholesky, solveRow, solveRowTransposed } from "../../linalg/denseCholesky";
import { sumOfProducts } from "../../linalg/orthogonalize";
import type { TermDesign } from "../../matrices/blockProduct";

/** The generalized linear model without random effects, and what its residuals say of those. */
export interface GeneralizedStart {
  /** γ in the coordinates of the design. */
  readonly gamma: Float64Array;
  readonly theta: Float64Array;
  readonly phi: number;
}

const MOST_STEPS = 50;
/** By how much the deviance may rise, and fall with a last step, as a part of itself and for each fixed effect. */
const SETTLED = 1e-6;
const LAST_FALL = 0.01;
/** Part of Pearson's dispersion of the model without random effects that these are supposed to leave. */
const LEFT_DISPERSION = 0.6;
const FIRST_WITHIN = 0.5;

/**
 * Where a fit starts: fixed effects by iteratively reweighted least squares (McCullagh & Nelder, Generalized Linear
 * Models, 1989, §2.5), variances of the random effects by the moments of the scores there, dispersion by Pearson's
 * statistic.
 * @param deviance whose rows are left at the linear predictors without random effects
 */
export function generalizedStart(deviance: LaplaceDeviance): GeneralizedStart {
  return deviance.room.within(() => startOf(deviance));
}

function startOf({ design, rows, fixed }: LaplaceDeviance): GeneralizedStart {
  const { dispersion } = design.response.family;
  const first = dispersion === "within" ? FIRST_WITHIN : 1;
  const { gamma, eta } = plainModel(design, rows, fixed, first);
  const phi = dispersion === "none" ? 1 : pearson(design, rows, dispersion);
  if (phi !== first) rows.evaluate(eta, phi);
  return { gamma, phi, theta: momentTheta(design.terms, design.layout, rows) };
}

function plainModel(
  design: GeneralizedDesign,
  rows: WorkingRows,
  fixed: FixedEffects,
  phi: number,
): { gamma: Float64Array; eta: Float64Array } {
  const { y, w, link, family } = design.response;
  const linear = (own: Float64Array): Float64Array => {
    fixed.linear(own);
    return fixed.part.array.slice();
  };
  let eta: Float64Array = Float64Array.from(y, (value, i) => link.link(family.startingMean(value, w[i])));
  let gamma: Float64Array | undefined;
  let value = rows.evaluate(eta, phi);
  for (let step = 0; step < MOST_STEPS; step++) {
    const target = leastSquares(design, eta, rows, fixed);
    let next = target;
    let nextEta = linear(target);
    let nextValue = rows.evaluate(nextEta, phi);
    if (gamma === undefined && !(nextValue < Infinity)) {
      next = constantModel(design, fixed);
      nextEta = linear(next);
      nextValue = rows.evaluate(nextEta, phi);
      if (!(nextValue < Infinity))
        throw new DataError(
          `a model with the ${link.name} link starts where every mean is inside of its range; ` +
            "no constant linear predictor is, with this offset and these fixed effects",
        );
    }
    for (let part = 0.5; gamma !== undefined && !(nextValue <= value + SETTLED) && part > 1e-6; part *= 0.5) {
      const from: Float64Array = gamma;
      next = from.map((old, j) => old + part * (target[j] - old));
      nextEta = linear(next);
      nextValue = rows.evaluate(nextEta, phi);
    }
    if (!(nextValue < Infinity) || (gamma !== undefined && !(nextValue <= value + SETTLED))) break;
    const change = Math.abs(value - nextValue);
    const isFirst = gamma === undefined;
    gamma = next;
    eta = nextEta;
    value = nextValue;
    if (!isFirst && change < Math.max(LAST_FALL * fixed.p, SETTLED * (1 + Math.abs(value)))) break;
  }
  const found = gamma ?? new Float64Array(fixed.p);
  eta = linear(found);
  rows.evaluate(eta, phi);
  return { gamma: found, eta };
}

/** One step of Fisher scoring from η. */
function leastSquares(
  { offset }: GeneralizedDesign,
  eta: Float64Array,
  rows: WorkingRows,
  fixed: FixedEffects,
): Float64Array {
  const { p } = fixed;
  const weights = rows.expectedWeights().array;
  const { g } = rows;
  const { gram, product } = fixed.normalEquations(
    weights,
    eta.map((value, i) => weights[i] * (value - offset[i]) - g[i]),
  );
  let trace = 0;
  for (let j = 0; j < p; j++) trace += gram[j * p + j];
  // Separated data leave directions without weight.
  for (let j = 0; j < p; j++) gram[j * p + j] += 1e-10 * (trace / p);
  return solved(gram, product);
}

/** The γ nearest to a constant mean in least squares. */
function constantModel({ offset, response }: GeneralizedDesign, fixed: FixedEffects): Float64Array {
  const { y, w, link } = response;
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    sum += w[i] * y[i];
    total += w[i];
  }
  const eta = link.link(sum / total);
  const { gram, product } = fixed.normalEquations(
    new Float64Array(y.length).fill(1),
    offset.map((value) => eta - value),
  );
  return solved(gram, product);
}

function solved(gram: Float64Array, product: Float64Array): Float64Array {
  const p = product.length;
  denseCholesky(gram, p);
  solveRow(product, 0, gram, p, 0, p);
  solveRowTransposed(product, 0, gram, p);
  return product;
}

/** φ by Pearson's statistic; within a variance μ + φμ² by the mean of ((y − μ)² − μ)/μ². */
function pearson(
  { p, response: { y, w, family } }: GeneralizedDesign,
  { mu }: WorkingRows,
  dispersion: "factor" | "within",
): number {
  const v = new Float64Array(3);
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const square = (y[i] - mu[i]) ** 2;
    family.variance(mu[i], 1 - mu[i], 0, v);
    sum += dispersion === "within" ? (square - mu[i]) / mu[i] ** 2 : (w[i] * square) / v[0];
  }
  const mean = sum / Math.max(1, y.length - p);
  return dispersion === "within" ? Math.max(0.01, mean) : Math.max(1e-10, LEFT_DISPERSION * mean);
}

/** One column of a term. */
interface Slot {
  readonly term: number;
  readonly refs: Int32Array;
  readonly levels: number;
  readonly z: Float64Array;
}

/** Where means change by factors a standard deviation of η is no larger at first: weights may be nearly 0. */
const MOST_START = 10;

/** A variance is at least this part of what would double the variance of the scores. */
const FLOOR = 0.1;

/**
 * θ from the scores e = −Zᵀg at Σ = 0, whose squares exceed their variances A by Σ_l (e_l² − A_l) = Σ_t σ_t² Σ_lm A_lm²
 * over the columns t of all terms; covariances are left at 0.
 */
function momentTheta(terms: readonly TermDesign[], layout: CovarianceLayout, rows: WorkingRows): Float64Array {
  const isRelative = ["logit", "probit", "cloglog", "log"].includes(rows.response.link.name);
  const slots = terms.flatMap(({ refs, levels, columns }, term) =>
    columns.map((z): Slot => ({ term, refs, levels, z })),
  );
  const k = slots.length;
  const expectations = new Float64Array(k * k);
  const excess = new Float64Array(k);
  const least = new Float64Array(k);
  const { g, w } = rows;
  slots.forEach((slot, s) => {
    const e = new Float64Array(slot.levels);
    const a = new Float64Array(slot.levels);
    slot.refs.forEach((level, i) => {
      e[level] -= slot.z[i] * g[i];
      a[level] += w[i] * slot.z[i] * slot.z[i];
    });
    let sum = 0;
    for (let l = 0; l < slot.levels; l++) {
      excess[s] += e[l] * e[l] - a[l];
      sum += a[l];
    }
    for (let t = 0; t <= s; t++) expectations[s * k + t] = expectations[t * k + s] = overlap(slot, slots[t], w);
    // A column of zeros tells nothing: any variance does.
    if (sum === 0) expectations[s * k + s] = 1;
    least[s] = sum === 0 ? 1 : (FLOOR * slot.levels) / sum;
  });
  const variances = excess.slice();
  const factor = expectations.slice();
  const isSolved = denseCholesky(factor, k);
  if (isSolved) {
    solveRow(variances, 0, factor, k, 0, k);
    solveRowTransposed(variances, 0, factor, k);
  }
  const alone = excess.map((value, s) => value / expectations[s * k + s]);
  const first = layout.sizes.map((_, t) => slots.findIndex(({ term }) => term === t));
  return Float64Array.from(layout.position, ({ block, row, column }) => {
    if (row !== column) return 0;
    const { term, columns } = layout.blocks[block];
    const s = first[term] + columns[row];
    const found = isSolved ? variances[s] : alone[s] / k;
    const own = Math.sqrt(Math.max(found, least[s], FLOOR * alone[s]));
    return isRelative ? Math.min(own, MOST_START / rootMeanSquare(slots[s].z)) : own;
  });
}

function rootMeanSquare(z: Float64Array): number {
  return Math.sqrt(sumOfProducts(z, z) / z.length);
}

/** Tables of two factors with no more cells than this many times the rows are made whole. */
const WHOLE = 4;

/** Σ_lm A_lm² of two columns, A = zᵀWz over the rows of two levels. */
function overlap(one: Slot, other: Slot, w: Float64Array): number {
  const cells = one.levels * other.levels;
  let sum = 0;
  if (cells <= WHOLE * w.length) {
    const whole = new Float64Array(cells);
    for (let i = 0; i < w.length; i++)
      whole[one.refs[i] * other.levels + other.refs[i]] += w[i] * one.z[i] * other.z[i];
    for (const value of whole) sum += value * value;
    return sum;
  }
  // The sum of a cell stands at its first row.
  const filled = new Float64Array(w.length);
  const ofLevel = new Int32Array(other.levels).fill(-1);
  const firstRow = new Int32Array(other.levels);
  const { start, rows } = rowsByLevel(one);
  for (let level = 0; level < one.levels; level++) {
    for (let at = start[level]; at < start[level + 1]; at++) {
      const i = rows[at];
      const beside = other.refs[i];
      if (ofLevel[beside] !== level) {
        ofLevel[beside] = level;
        firstRow[beside] = i;
      }
      filled[firstRow[beside]] += w[i] * one.z[i] * other.z[i];
    }
  }
  for (const value of filled) sum += value * value;
  return sum;
}

/** The rows of every level, ascending. */
function rowsByLevel({ refs, levels }: Slot): { readonly start: Int32Array; readonly rows: Int32Array } {
  const start = new Int32Array(levels + 1);
  for (let i = 0; i < refs.length; i++) start[refs[i] + 1]++;
  for (let level = 0; level < levels; level++) start[level + 1] += start[level];
  const next = start.slice();
  const rows = new Int32Array(refs.length);
  for (let i = 0; i < refs.length; i++) rows[next[refs[i]]++] = i;
  return { start, rows };
}
