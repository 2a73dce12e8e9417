import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { log1p } from "../../math/log1p";
import { pow } from "../../math/pow";
import { shortestInterval } from "./shortestInterval";

/**
 * Standard errors of the two ends of an interval that a finite number of replicates leaves; NaN where there are too
 * few.
 */
export type EndErrors = [lower: number, upper: number];

/** A batch has to leave out so many values at least, or its interval is its whole range. */
const FEWEST_LEFT_OUT = 2;
const MOST_BATCHES = 20;
const FEWEST_BATCHES = 5;
/** Correlations at ±1 differ by less than this. */
const ROUNDING = 1e-6;
/** Ways of dealing the replicates into batches. */
const DEALS = 4;
/** Ways of dealing them into two halves, to see whether an interval keeps to an edge. */
const HALVINGS = 5;

/** How the replicates of a parameter make an interval. */
export type IntervalMethod = "shortest" | "equaltail";

/** Replicates from which on {@link shortestErrors} and {@link equaltailErrors} are known. */
export function fewestReplicates(method: IntervalMethod, level: number): number {
  return Math.ceil(((method === "shortest" ? FEWEST_BATCHES : 2) * FEWEST_LEFT_OUT) / (1 - level) - 1e-9);
}

/**
 * The r of the rate n^(−1/r) with which the errors of an interval's ends fall: 3, or 2 where the ends are quantiles.
 */
export function errorRate(method: IntervalMethod, values: Float64Array, level: number): 2 | 3 {
  return method === "equaltail" || settledEdge(values, level) !== undefined ? 2 : 3;
}

/**
 * Monte-Carlo standard errors of the shortest interval's ends.
 *
 * Inside of a sample the place of the shortest interval converges with n^(−1/3), not n^(−1/2) (Grübel 1988, Annals of
 * Statistics 16, 619–628; Kim & Pollard 1990, ibid. 18, 191–219), where resampling is not consistent but batches are
 * (Politis & Romano 1994, ibid. 22, 2031–2050): the standard deviation over b batches of n/b replicates times b^(−1/3).
 * An interval that begins or ends with the sample, and with every half of it, as where a variance is often 0, is a
 * quantile on its other side. Near an edge the errors are too large rather than too small.
 * @param values of the replicates in the order in which they were drawn, NaN-free
 */
export function shortestErrors(values: Float64Array, level: number): EndErrors {
  const n = values.length;
  const batches = Math.min(MOST_BATCHES, Math.floor((n * (1 - level)) / FEWEST_LEFT_OUT));
  if (batches < FEWEST_BATCHES) return [NaN, NaN];
  const covered = Math.ceil(n * level);
  const edge = settledEdge(values, level);
  if (edge === "least") return orderStatisticErrors(values, 0, covered - 1);
  if (edge === "greatest") return orderStatisticErrors(values, n - covered, n - 1);
  const ends = Array.from({ length: DEALS }, (_, deal) =>
    dealt(values, batches, deal).map((batch) => shortestInterval(batch, level)),
  );
  const shrink = pow(batches, -1 / 3);
  const pooled = (end: 0 | 1): number =>
    shrink * Math.sqrt(ends.reduce((sum, own) => sum + variance(own.map((pair) => pair[end])), 0) / DEALS);
  return [pooled(0), pooled(1)];
}

/**
 * Monte-Carlo standard errors of the quantiles at the ends of an equal-tailed interval (Maritz & Jarrett 1978, Journal
 * of the American Statistical Association 73, 194–196).
 */
export function equaltailErrors(values: Float64Array, level: number): EndErrors {
  const n = values.length;
  if (n * (1 - level) < 2 * FEWEST_LEFT_OUT) return [NaN, NaN];
  return orderStatisticErrors(values, ((1 - level) / 2) * (n - 1), ((1 + level) / 2) * (n - 1));
}

/**
 * The end of the sample at which the shortest interval of every half of it lies too, so that chance would hardly have
 * moved it away.
 */
function settledEdge(values: Float64Array, level: number): "least" | "greatest" | undefined {
  for (const edge of ["least", "greatest"] as const) {
    const lies = (own: Float64Array): boolean => {
      const [lower, upper] = shortestInterval(own, level);
      return own.every(edge === "least" ? (value) => value >= lower : (value) => value <= upper);
    };
    if (
      lies(values) &&
      Array.from({ length: HALVINGS }, (_, deal) => dealt(values, 2, deal))
        .flat()
        .every(lies)
    )
      return edge;
  }
  return undefined;
}

function orderStatisticErrors(values: Float64Array, lower: number, upper: number): EndErrors {
  const sorted = values.slice().sort();
  const range = sorted[sorted.length - 1] - sorted[0];
  // Equal values leave what rounding makes of 0.
  const error = (position: number): number => {
    const own = orderStatisticError(sorted, position);
    return own < ROUNDING * range ? 0 : own;
  };
  return [error(lower), error(upper)];
}

/**
 * The bootstrap standard error of an order statistic, without drawing: value i stands in its place with the probability
 * that a beta variate with parameters rank and n + 1 − rank falls between (i − 1)/n and i/n, here its density at the
 * middle.
 * @param position from 0; between two values both ranks move with it
 */
function orderStatisticError(sorted: Float64Array, position: number): number {
  const n = sorted.length;
  const [a, b] = [position, n - 1 - position];
  const peak = n === 1 ? 0.5 : position / (n - 1);
  const logDensity = (x: number): number => (a === 0 ? 0 : a * log(x)) + (b === 0 ? 0 : b * log1p(-x));
  const highest = logDensity(Math.min(1 - 0.5 / n, Math.max(0.5 / n, peak)));
  const center = sorted[Math.round(position)];
  let [total, first, second] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const weight = exp(logDensity((i + 0.5) / n) - highest);
    const away = weight === 0 ? 0 : sorted[i] - center;
    total += weight;
    first += weight * away;
    second += weight * away * away;
  }
  return Math.sqrt(Math.max(0, second / total - (first / total) ** 2));
}

/** The values in batches of equal size: runs, strides and mixtures of both; what is left over is left out. */
function dealt(values: Float64Array, batches: number, deal: number): Float64Array[] {
  const size = Math.floor(values.length / batches);
  const own = Array.from({ length: batches }, () => new Float64Array(size));
  for (let i = 0; i < size * batches; i++) {
    const [run, place] = [Math.floor(i / size), i % size];
    // Deal 0 keeps runs together; the others scatter each run over the batches, every time differently.
    const batch = deal === 0 ? run : (i + deal * Math.floor(i / batches)) % batches;
    own[batch][deal === 0 ? place : Math.floor(i / batches)] = values[i];
  }
  return own;
}

function variance(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
