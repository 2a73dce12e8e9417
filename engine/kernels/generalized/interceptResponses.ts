import { exponential } from "../drawing/exponential";
import { NormalStream, uniform } from "../drawing/normalStream";
import { fillNormals } from "../drawing/normals";
import { exp } from "../math/exp";
import { log1p } from "../math/log1p";
import { get, getInt, set } from "../memory";

/** What responses of a generalized model with one random intercept and a canonical link are drawn from. */
@unmanaged
export class InterceptDraws {
  stream: NormalStream;
  /** 0 Bernoulli, 1 binomial, 2 Poisson. */
  family: i32;
  rows: i32;
  levels: i32;
  /** Level of each row, and its distinct value of Xβ + offset; 32 bits each. */
  refs: usize;
  fixedRefs: usize;
  /** Xβ + offset of each row, and e^ of the distinct values. */
  fixed: usize;
  fixedExponential: usize;
  /** Trials of each row. */
  trials: usize;
  /** λ and the column of Z. */
  scale: usize;
  /** Room by levels: b, and e^b. */
  effects: usize;
  exponentials: usize;
  /** See exponential.ts. */
  tables: usize;
  y: usize;
}

/** u ≤ μ is decided by products of exponentials unless they are nearer than so much to each other. */
const CLOSE: f64 = 1e-11;
/** Poisson numbers of larger means and binomial ones of more successes and failures are drawn in another way. */
const FEW: f64 = 10;

/** Draws the random effects of a response. */
export function drawIntercepts(draws: InterceptDraws): void {
  const effects = draws.effects, exponentials = draws.exponentials;
  const lambda = get(draws.scale, 0), z = get(draws.scale, 1);
  fillNormals(draws.stream, effects, draws.levels);
  for (let l = 0; l < draws.levels; l++) {
    const b = lambda * get(effects, l);
    set(effects, l, b);
    if (draws.family == 0) set(exponentials, l, exp(z * b));
  }
}

/**
 * Draws the responses of the rows from `first` on.
 * @returns the first row whose number is drawn in another way, of which η is in the place of y; else the number of rows
 */
export function drawInterceptResponses(draws: InterceptDraws, first: i32): i32 {
  if (draws.family == 0) {
    drawBernoulli(draws);
    return draws.rows;
  }
  const trials = draws.trials, y = draws.y;
  for (let i = first; i < draws.rows; i++) {
    const eta = linearPredictor(draws, i);
    const number = draws.family == 2 ? counted(draws, exp(eta)) : waited(draws, get(trials, i), logistic(eta));
    if (!(number >= 0)) {
      set(y, i, eta);
      return i;
    }
    set(y, i, draws.family == 2 ? number : number / get(trials, i));
  }
  return draws.rows;
}

// @ts-ignore: decorator
@inline
function linearPredictor(draws: InterceptDraws, i: i32): f64 {
  return get(draws.fixed, i) + get(draws.scale, 1) * get(draws.effects, getInt(draws.refs, i));
}

/** μ with the bits of family/logitLink.ts. */
function logistic(eta: f64): f64 {
  const small = exp(-abs(eta));
  const larger = 1 / (1 + small);
  return eta > 0 ? larger : small * larger;
}

function drawBernoulli(draws: InterceptDraws): void {
  const stream = draws.stream, refs = draws.refs, fixedRefs = draws.fixedRefs, y = draws.y;
  const fixed = draws.fixedExponential, effects = draws.exponentials;
  for (let i = 0; i < draws.rows; i++) {
    // μ = t/(1 + t)
    const t = get(fixed, getInt(fixedRefs, i)) * get(effects, getInt(refs, i));
    if (t != t) {
      const eta = linearPredictor(draws, i);
      set(y, i, eta != eta ? NaN : uniform(stream) <= logistic(eta) ? 1 : 0);
      continue;
    }
    const u = uniform(stream);
    const difference = (1 - u) * t - u;
    const isClear = abs(difference) > CLOSE * (1 + t);
    set(y, i, (isClear ? difference > 0 : u <= logistic(linearPredictor(draws, i))) ? 1 : 0);
  }
}

/** Counts exponential waiting times, as random/poisson.ts does; −1 where the mean is too large for it or none. */
function counted(draws: InterceptDraws, mean: f64): f64 {
  if (!(mean < FEW)) return -1;
  const stream = draws.stream, tables = draws.tables;
  let n = 0.0;
  for (let time = exponential(stream, tables); time < mean; time += exponential(stream, tables)) n += 1;
  return n;
}

/** Waits for successes or failures, as random/binomial.ts does; −1 where they are too many for it. */
function waited(draws: InterceptDraws, trials: f64, mu: f64): f64 {
  const isRare = mu <= 0.5;
  const r = isRare ? mu : 1 - mu;
  if (!(r * trials <= FEW)) return -1;
  const scale = -1 / log1p(-r);
  let number = 0.0;
  for (let sum = 0.0; ; number += 1) {
    const wait = exponential(draws.stream, draws.tables) * scale;
    if (wait > trials) break;
    sum += ceil(wait);
    if (sum > trials) break;
  }
  return isRare ? number : trials - number;
}
