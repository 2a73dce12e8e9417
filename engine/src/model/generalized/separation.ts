import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { ModelData } from "../../deviance/modelData";
import { Estimability } from "../estimability";

/** A direction of the coefficients along which no row's likelihood falls and some rise for ever. */
export interface Separation {
  /** By kept column; 0 where a coefficient does not take part. */
  readonly direction: Float64Array;
  /** How many rows' likelihoods rise along it. */
  readonly rows: number;
  /** By row how its linear predictor changes along it; 0 where that is rounding. */
  readonly along: Float64Array;
}

/** Where a mean comes so near to 0, or a probability to 1, separation is looked for; that of the logit 15. */
const FAR = 3e-7;
/** Components below this part of the largest one are tried at 0. */
const CUTS = [1e-2, 1e-3, 1e-5];
/** A row whose part of the direction is smaller, relative to the largest one, is not touched. */
const UNTOUCHED = 1e-9;

/**
 * A proof that the coefficients have no finite maximum likelihood estimates (Albert & Anderson, Biometrika 71, 1984): a
 * direction d with xᵀd ≥ 0 where every trial succeeded, ≤ 0 where none did (of counts: at 0), 0 elsewhere, and not 0
 * everywhere. Nothing but signs is used, so what is found is certain; what is not among the candidates is not found.
 * @param candidates directions of the coefficients of the kept columns, of either sign
 */
function separation(
  { fixed }: Pick<ModelData, "fixed">,
  { y, family, link }: ResponseRows,
  candidates: readonly Float64Array[],
): Separation | undefined {
  const isCount = family.name === "Poisson" || family.name === "NegativeBinomial";
  if ((!family.isProbability && !isCount) || (isCount && link.name !== "log")) return undefined;
  const sizes = fixed.map((column) => column.reduce((max, value) => Math.max(max, Math.abs(value)), 0));
  for (const candidate of candidates) {
    const largest = candidate.reduce((max, value, j) => Math.max(max, Math.abs(value) * sizes[j]), 0);
    if (!(largest > 0 && largest < Infinity)) continue;
    for (const cut of CUTS) {
      const direction = candidate.map((value, j) => (Math.abs(value) * sizes[j] < cut * largest ? 0 : value));
      const along = changes(fixed, direction, y.length);
      // The last step may have been one back.
      for (const sign of [1, -1]) {
        const signed = { direction: timesSign(direction, sign), along: timesSign(along, sign) };
        const rows = risingRows(signed.along, y, isCount);
        if (rows > 0) return { ...signed, rows };
      }
    }
  }
  return undefined;
}

/**
 * The sign of the infinity that a combination of the coefficients has by a separation; 0 where it is finite.
 * @param weightOf the weight of the j-th kept column
 */
function infiniteSign(separation: Separation, weightOf: (j: number) => number): number {
  let [sum, size] = [0, 0];
  separation.direction.forEach((value, j) => {
    const part = value * weightOf(j);
    sum += part;
    size += Math.abs(part);
  });
  return Math.abs(sum) > UNTOUCHED * size ? Math.sign(sum) : 0;
}

/** What a combination of coefficients is asked of. */
export interface SeparatedModel {
  readonly nobs: number;
  readonly data: Pick<ModelData, "frame" | "kept">;
  readonly separation: Separation | undefined;
  /** The fit to the rows that are not separated, where some are. */
  readonly rest: SeparatedModel | undefined;
}

/**
 * What a separation makes of a combination of the coefficients, one weight for each column of X: ±∞ along the
 * direction, NaN where nothing else tells it, as the rows that are not separated do not determine it; 0 where it is
 * that of the estimates.
 */
export function combinationsAtInfinity({
  nobs,
  data,
  separation,
  rest,
}: SeparatedModel): (weights: ArrayLike<number>) => number {
  if (separation === undefined) return () => 0;
  const estimable = rest && new Estimability(rest.data);
  const ofRest = rest && combinationsAtInfinity(rest);
  return (weights) => {
    const sign = infiniteSign(separation, (j) => weights[data.kept[j]]);
    if (sign !== 0) return sign * Infinity;
    if (estimable !== undefined) return estimable.holds(weights) ? ofRest!(weights) : NaN;
    return separation.rows === nobs && data.kept.some((index) => weights[index] !== 0) ? NaN : 0;
  };
}

/** The separation of a fit, looked for only where a mean is nearly 0, or a probability nearly 1. */
export function separationOf(
  data: Pick<ModelData, "fixed">,
  response: ResponseRows,
  eta: Float64Array,
  candidates: readonly Float64Array[],
): Separation | undefined {
  const out = new Float64Array(5);
  const { link, family } = response;
  const isFar = eta.some((value) => {
    if (Number.isNaN(value)) return true;
    link.inverse(value, out);
    return out[0] < FAR || (family.isProbability && out[1] < FAR);
  });
  return isFar ? separation(data, response, candidates) : undefined;
}

function timesSign(values: Float64Array, sign: number): Float64Array {
  return values.map((value) => (value === 0 ? 0 : sign * value));
}

/** By row how a linear predictor changes along a direction; 0 where that is rounding. */
function changes(fixed: readonly Float64Array[], direction: Float64Array, n: number): Float64Array {
  const along = new Float64Array(n);
  fixed.forEach((column, j) => {
    if (direction[j] !== 0) for (let i = 0; i < n; i++) along[i] += direction[j] * column[i];
  });
  const largest = along.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return along.map((value) => (Math.abs(value) <= UNTOUCHED * largest ? 0 : value));
}

/** How many rows rise along a direction; 0 if a row falls. */
function risingRows(along: Float64Array, y: Float64Array, isCount: boolean): number {
  let rising = 0;
  for (let i = 0; i < y.length; i++) {
    if (along[i] === 0) continue;
    const rises = y[i] === 0 ? along[i] < 0 : !isCount && y[i] === 1 && along[i] > 0;
    if (!rises) return 0;
    rising++;
  }
  return rising;
}
