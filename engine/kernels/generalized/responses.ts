import { get, getPair, setPair } from "../memory";
import { expOfPair, logOfPair, sumOfPair } from "./pairs";

/** Responses of a generalized model with a canonical link, and what they contribute at a linear predictor. */
@unmanaged
export class Responses {
  /** n, and whether all weights are 1. */
  rows: i32;
  isUnit: i32;
  /** y, weights, and by row g, W and its derivative, and μ. */
  y: usize;
  weights: usize;
  g: usize;
  curvature: usize;
  slope: usize;
  mu: usize;
}

/** Counts with a larger linear predictor are out of range. */
const LARGEST_PREDICTOR: f64 = 690;
/** Products of numbers up to 2 stay below the largest number. */
const FACTORS: i32 = 1000;

/** Σ d of proportions with the logit. */
export function evaluateProportions(responses: Responses, eta: usize): f64 {
  const rows = responses.rows, isUnit = responses.isUnit;
  const one = f64x2.splat(1);
  let sum = f64x2.splat(0), logs = f64x2.splat(0), product = one;
  let factors = 0;
  for (let i = 0; i < rows; i += 2) {
    const e = getPair(eta, i), y = getPair(responses.y, i);
    const isPositive = f64x2.gt(e, f64x2.splat(0));
    const small = expOfPair(f64x2.neg(f64x2.abs(e)));
    let both = f64x2.add(one, small);
    const larger = f64x2.div(one, both);
    const smaller = f64x2.mul(small, larger);
    const mean = v128.bitselect(larger, smaller, isPositive);
    const complement = v128.bitselect(smaller, larger, isPositive);
    const g = f64x2.sub(f64x2.mul(f64x2.sub(one, y), mean), f64x2.mul(y, complement));
    const curvature = f64x2.mul(smaller, larger);
    const bend = f64x2.sub(complement, mean);
    // log(1 + e^η) = max(η, 0) + log(1 + e^−|η|)
    let own = f64x2.sub(v128.bitselect(e, f64x2.splat(0), isPositive), f64x2.mul(y, e));
    setPair(responses.mu, i, mean);
    if (isUnit) {
      setPair(responses.g, i, g);
      setPair(responses.curvature, i, curvature);
      setPair(responses.slope, i, f64x2.mul(curvature, bend));
      if (i + 1 == rows) {
        own = f64x2.replace_lane(own, 1, 0);
        both = f64x2.replace_lane(both, 1, 1);
      }
      product = f64x2.mul(product, both);
      if (++factors == FACTORS) {
        logs = f64x2.add(logs, logOfPair(product));
        product = one;
        factors = 0;
      }
    } else {
      const w = getPair(responses.weights, i);
      const x = f64x2.mul(w, curvature);
      setPair(responses.g, i, f64x2.mul(w, g));
      setPair(responses.curvature, i, x);
      setPair(responses.slope, i, f64x2.mul(x, bend));
      own = f64x2.mul(w, f64x2.add(own, logOfPair(both)));
      if (i + 1 == rows) own = f64x2.replace_lane(own, 1, 0);
    }
    sum = f64x2.add(sum, own);
  }
  return 2 * (sumOfPair(sum) + sumOfPair(logs) + sumOfPair(logOfPair(product)));
}

/** Σ d of counts with the logarithm, without constants; ∞ where a mean is out of range. */
export function evaluateCounts(responses: Responses, eta: usize): f64 {
  const rows = responses.rows;
  let sum = f64x2.splat(0), largest = f64x2.splat(0);
  for (let i = 0; i < rows; i += 2) {
    const e = getPair(eta, i), w = getPair(responses.weights, i);
    const mean = expOfPair(e);
    const x = f64x2.mul(w, mean);
    const counted = f64x2.mul(w, getPair(responses.y, i));
    setPair(responses.mu, i, mean);
    setPair(responses.g, i, f64x2.sub(x, counted));
    setPair(responses.curvature, i, x);
    setPair(responses.slope, i, x);
    let own = f64x2.sub(x, f64x2.mul(counted, e));
    if (i + 1 == rows) own = f64x2.replace_lane(own, 1, 0);
    else largest = f64x2.max(largest, e);
    sum = f64x2.add(sum, own);
  }
  const last = get(eta, rows - 1);
  const most = max(last, max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1)));
  if (!(most < LARGEST_PREDICTOR)) return Infinity;
  return 2 * sumOfPair(sum);
}
