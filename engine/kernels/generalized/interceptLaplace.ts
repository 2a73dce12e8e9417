import { exp } from "../math/exp";
import { log } from "../math/log";
import { get, getInt, getPair, set, setPair } from "../memory";
import { expOfPair, logOfPair, sumOfPair } from "./pairs";

/**
 * A generalized model with one random intercept and a canonical link: counts with the logarithm, else proportions with
 * the logit. Rows of one level with the same x and offset are one cell, as their likelihood depends on the sums of w
 * and wy only. Cells stand level by level, each level's padded to an even number by cells of weight 0.
 */
@unmanaged
export class InterceptModel {
  isCount: i32;
  /** Whether all weights are 1, but for those of padding, which stands behind the cells of its level. */
  isUnit: i32;
  levels: i32;
  /** Number of fixed effects γ. */
  fixed: i32;
  /** Distinct rows of x, an even number. */
  rows: i32;
  /** First cell of each level, and where the last one ends. */
  start: usize;
  cells: i32;
  /** By cell: its row of x, 32 bits, and its weight. */
  row: usize;
  weight: usize;
  /** Columns of x by distinct rows, and the offsets. */
  x: usize;
  offset: usize;
  /** By level Σ wy, and Xᵀwy. */
  levelSums: usize;
  fixedSums: usize;
  /** γ and θ, and the derivatives of the objective in them. */
  parameters: usize;
  gradient: usize;
  /** u of every level; kept for the next evaluation. */
  modes: usize;
  /** Room by distinct rows: Xγ + offset, its last change, e^Xγ, and sums of derivatives. */
  linear: usize;
  change: usize;
  exponential: usize;
  rowSums: usize;
  /** Room by cells: e^Xγ, W, and μ. */
  factor: usize;
  curvature: usize;
  derivative: usize;
  /** Room by levels: M, Σ W and the score e of the last evaluation. */
  determinants: usize;
  information: usize;
  scores: usize;
  /** Room by levels: e^θu before the steps to the mode. */
  exponentials: usize;
  /** θ of the last evaluation, the largest |Xγ + offset| and |θu|, and what one function leaves to the next. */
  last: usize;
}

const MOST_STEPS: i32 = 60;
/** A step whose Newton decrement is below this is the last one, and is taken: of the error it leaves the cube. */
const SETTLED: f64 = 1e-8;
/** A step is bent by the third derivative where that changes it by no more than so much. */
const MOST_BENT: f64 = 0.5;
/** e^d is its Taylor polynomial of degree 8 to the last bit below this. */
const SMALL: f64 = 0.06;
/** No step changes a linear predictor by more. */
const LONGEST: f64 = 3;
/** Products of e^Xγ and e^θu stay within the range of numbers. */
const LARGEST_PREDICTOR: f64 = 150;
const LARGEST_PRODUCT: f64 = 1e150;

/**
 * L(γ, θ) of the Laplace approximation without the constants of the family, and its exact gradient; NaN where linear
 * predictors are too large for it. With W′ = dW/dη, h = θ²/M, c = W′h, a = θ·Σc/M, c* = c − Waθ, e = Σ(wy − wμ) and
 * k = Σc*: ∂L/∂γ = Xᵀ(2w(μ − y) + c*), ∂L/∂θ = 2θ·Σ(ΣW/M − e² + ke).
 * @param isFresh whether the modes are those of no near point
 */
export function interceptLaplace(model: InterceptModel, isFresh: i32): f64 {
  const theta = get(model.parameters, model.fixed);
  const thetaBefore = get(model.last, 0);
  let largest = linearPredictors(model);
  set(model.last, 0, theta);
  set(model.last, 1, largest);
  if (!(largest < LARGEST_PREDICTOR)) return NaN;
  for (let r = 0; r < model.rows; r += 2) setPair(model.rowSums, r, f64x2.splat(0));
  let total = 0.0;
  let slope = 0.0;
  let farthest = 0.0;
  let determinants = 1.0;
  setPair(model.last, 8, f64x2.splat(1));
  for (let l = 0; l < model.levels; l++) {
    const first = getInt(model.start, l), end = getInt(model.start, l + 1);
    if (isFresh == 0) predictMode(model, l, first, end, theta, thetaBefore);
    else takeFactors(model, first, end);
  }
  takeExponentials(model, theta);
  for (let l = 0; l < model.levels; l++) {
    const first = getInt(model.start, l), end = getInt(model.start, l + 1);
    const u = mode(model, l, first, end, theta);
    if (!(abs(theta * u) < LARGEST_PREDICTOR)) return NaN;
    farthest = max(farthest, abs(theta * u));
    set(model.modes, l, u);
    const sum = model.isCount ? countsAtMode(model, first, end) : proportionsAtMode(model, first, end);
    const information = get(model.last, 3), slopes = get(model.last, 4), means = get(model.last, 5);
    const determinant = 1 + theta * theta * information;
    const h = (theta * theta) / determinant;
    const c = h * slopes;
    const a = (theta * c) / determinant;
    const score = get(model.levelSums, l) - means;
    const k = c - theta * a * information;
    slope += information / determinant - score * score + k * score;
    total += 2 * sum + u * u - 2 * theta * get(model.levelSums, l) * u;
    determinants *= determinant;
    if (determinants > LARGEST_PRODUCT) {
      total += log(determinants);
      determinants = 1;
    }
    set(model.determinants, l, determinant);
    set(model.information, l, information);
    set(model.scores, l, score);
    if (model.isCount) addCounts(model, first, end, 2 + h - theta * a);
    else addProportions(model, first, end, h, theta * a);
  }
  set(model.last, 2, farthest);
  set(model.gradient, model.fixed, 2 * theta * slope);
  return total + log(determinants) + 2 * sumOfPair(logOfPair(getPair(model.last, 8))) + fixedPart(model);
}

/** Xγ + offset of the distinct rows with its change and exponential; the largest size. */
function linearPredictors(model: InterceptModel): f64 {
  const rows = model.rows, fixed = model.fixed;
  const x = model.x, offset = model.offset, parameters = model.parameters;
  const change = model.change, linear = model.linear, exponential = model.exponential;
  let largest = f64x2.splat(0);
  for (let r = 0; r < rows; r += 2) {
    let sum = getPair(offset, r);
    for (let j = 0, at = r; j < fixed; j++, at += rows)
      sum = f64x2.add(sum, f64x2.mul(getPair(x, at), f64x2.splat(get(parameters, j))));
    setPair(change, r, f64x2.sub(sum, getPair(linear, r)));
    setPair(linear, r, sum);
    largest = f64x2.max(largest, f64x2.abs(sum));
    setPair(exponential, r, expOfPair(sum));
  }
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}

/** e^Xγ of the cells of a level, 0 for padding, which stands last. */
function takeFactors(model: InterceptModel, first: i32, end: i32): void {
  const row = model.row, factor = model.factor, exponential = model.exponential;
  for (let i = first; i < end; i++) set(factor, i, get(exponential, getInt(row, i)));
  dropPadding(model, first, end);
}

// @ts-ignore: decorator
@inline
function dropPadding(model: InterceptModel, first: i32, end: i32): void {
  if (end > first && get(model.weight, end - 1) == 0) set(model.factor, end - 1, 0);
}

function takeExponentials(model: InterceptModel, theta: f64): void {
  const levels = model.levels, modes = model.modes, exponentials = model.exponentials;
  const scale = f64x2.splat(theta);
  let l = 0;
  for (; l + 1 < levels; l += 2) setPair(exponentials, l, expOfPair(f64x2.mul(scale, getPair(modes, l))));
  if (l < levels)
    set(exponentials, l, f64x2.extract_lane(expOfPair(f64x2.splat(theta * get(modes, l))), 0));
}

/** Takes the factors too; first-order change of a mode from the last point. */
function predictMode(model: InterceptModel, l: i32, first: i32, end: i32, theta: f64, before: f64): void {
  const u = get(model.modes, l);
  const curvature = model.curvature, changes = model.change, row = model.row;
  const factor = model.factor, exponential = model.exponential;
  let moved = 0.0, movedToo = 0.0;
  for (let i = first; i < end; i += 2) {
    const r = getInt(row, i), next = getInt(row, i + 1);
    set(factor, i, get(exponential, r));
    set(factor, i + 1, get(exponential, next));
    moved += get(curvature, i) * get(changes, r);
    movedToo += get(curvature, i + 1) * get(changes, next);
  }
  dropPadding(model, first, end);
  moved += movedToo;
  const change = theta - before;
  const score = get(model.scores, l);
  const information = get(model.information, l), determinant = get(model.determinants, l);
  const step = (change * score - before * moved - before * change * u * information) / determinant;
  const size = abs(theta * step);
  set(model.modes, l, u + (size > LONGEST ? (step * LONGEST) / size : step));
}

/**
 * The mode of a level by Halley's method (Newton's, bent by the third derivative, which the same pass over the cells
 * gives); e^(θu) goes to {@link InterceptModel.last}.
 */
function mode(model: InterceptModel, l: i32, first: i32, end: i32, theta: f64): f64 {
  let u = get(model.modes, l);
  const own = get(model.levelSums, l);
  const base = model.isCount ? sumOfFactors(model, first, end) : 0;
  const isCount = model.isCount, factor = model.factor, weight = model.weight;
  const one = f64x2.splat(1);
  let t = get(model.exponentials, l);
  for (let step = 0; step < MOST_STEPS; step++) {
    let means: f64, information: f64, slopes: f64;
    if (isCount) {
      means = information = slopes = base * t;
    } else {
      const tt = f64x2.splat(t);
      let sums = f64x2.splat(0), curvatures = f64x2.splat(0), bends = f64x2.splat(0);
      for (let i = first; i < end; i += 2) {
        const rest = f64x2.div(one, f64x2.add(one, f64x2.mul(getPair(factor, i), tt)));
        const mu = f64x2.sub(one, rest);
        const mean = f64x2.mul(getPair(weight, i), mu);
        const curvature = f64x2.mul(mean, rest);
        sums = f64x2.add(sums, mean);
        curvatures = f64x2.add(curvatures, curvature);
        bends = f64x2.add(bends, f64x2.mul(curvature, f64x2.sub(rest, mu)));
      }
      means = sumOfPair(sums);
      information = sumOfPair(curvatures);
      slopes = sumOfPair(bends);
    }
    const bend = 1 + theta * theta * information;
    let move = (theta * (own - means) - u) / bend;
    const decrement = move * move * bend;
    const bent = (0.5 * move * theta * theta * theta * slopes) / bend;
    if (abs(bent) < MOST_BENT) move /= 1 + bent;
    const size = abs(theta * move);
    if (size > LONGEST) move *= LONGEST / size;
    u += move;
    const d = theta * move;
    t = abs(d) < SMALL ? t * expOfSmall(d) : exp(theta * u);
    if (!(decrement > SETTLED)) break;
  }
  set(model.last, 6, t);
  return u;
}

// @ts-ignore: decorator
@inline
function expOfSmall(d: f64): f64 {
  const square = d * d;
  const even = 0.5 + square * (1.0 / 24 + square * (1.0 / 720 + square * (1.0 / 40320)));
  const odd = 1.0 / 6 + square * (1.0 / 120 + square * (1.0 / 5040));
  return 1 + (d + square * (even + d * odd));
}

function sumOfFactors(model: InterceptModel, first: i32, end: i32): f64 {
  let sum = f64x2.splat(0);
  for (let i = first; i < end; i += 2)
    sum = f64x2.add(sum, f64x2.mul(getPair(model.weight, i), getPair(model.factor, i)));
  return sumOfPair(sum);
}

/**
 * Σ w·log(1 + e^η) at the mode, but for a product that is left in {@link InterceptModel.last}; writes ΣW, ΣW′ and Σwμ,
 * and by cell μ and W.
 */
function proportionsAtMode(model: InterceptModel, first: i32, end: i32): f64 {
  const isUnit = model.isUnit, weight = model.weight, factor = model.factor;
  const derivatives = model.derivative, curvatures = model.curvature;
  const one = f64x2.splat(1);
  const t = f64x2.splat(get(model.last, 6));
  let means = f64x2.splat(0), information = f64x2.splat(0), slopes = f64x2.splat(0), logs = f64x2.splat(0);
  let product = getPair(model.last, 8);
  for (let i = first; i < end; i += 2) {
    const w = getPair(weight, i);
    const both = f64x2.add(one, f64x2.mul(getPair(factor, i), t));
    const rest = f64x2.div(one, both);
    const mu = f64x2.sub(one, rest);
    const mean = f64x2.mul(w, mu);
    const curvature = f64x2.mul(mean, rest);
    setPair(derivatives, i, mu);
    setPair(curvatures, i, curvature);
    means = f64x2.add(means, mean);
    information = f64x2.add(information, curvature);
    slopes = f64x2.add(slopes, f64x2.mul(curvature, f64x2.sub(rest, mu)));
    if (isUnit) {
      product = f64x2.mul(product, both);
      if (max(f64x2.extract_lane(product, 0), f64x2.extract_lane(product, 1)) > LARGEST_PRODUCT) {
        logs = f64x2.add(logs, logOfPair(product));
        product = one;
      }
    } else {
      logs = f64x2.add(logs, f64x2.mul(w, logOfPair(both)));
    }
  }
  set(model.last, 3, sumOfPair(information));
  set(model.last, 4, sumOfPair(slopes));
  set(model.last, 5, sumOfPair(means));
  setPair(model.last, 8, product);
  return sumOfPair(logs);
}

/** Σ w·e^η; writes ΣW, ΣW′ and Σwμ, which are the same, and by cell W = wμ. */
function countsAtMode(model: InterceptModel, first: i32, end: i32): f64 {
  const t = f64x2.splat(get(model.last, 6));
  let sum = f64x2.splat(0);
  for (let i = first; i < end; i += 2) {
    const mean = f64x2.mul(f64x2.mul(getPair(model.weight, i), getPair(model.factor, i)), t);
    setPair(model.curvature, i, mean);
    sum = f64x2.add(sum, mean);
  }
  const total = sumOfPair(sum);
  set(model.last, 3, total);
  set(model.last, 4, total);
  set(model.last, 5, total);
  return total;
}

/** Adds 2wμ + c* of the cells to the sums of their rows of x. */
function addProportions(model: InterceptModel, first: i32, end: i32, h: f64, correction: f64): void {
  const weight = model.weight, row = model.row, sums = model.rowSums;
  const derivatives = model.derivative, curvatures = model.curvature;
  const two = f64x2.splat(2), hh = f64x2.splat(h), rest = f64x2.splat(h - correction);
  for (let i = first; i < end; i += 2) {
    const twice = f64x2.mul(two, getPair(derivatives, i));
    const slope = f64x2.sub(rest, f64x2.mul(hh, twice));
    const own = f64x2.add(f64x2.mul(getPair(weight, i), twice), f64x2.mul(getPair(curvatures, i), slope));
    const r = getInt(row, i), next = getInt(row, i + 1);
    set(sums, r, get(sums, r) + f64x2.extract_lane(own, 0));
    set(sums, next, get(sums, next) + f64x2.extract_lane(own, 1));
  }
}

function addCounts(model: InterceptModel, first: i32, end: i32, times: f64): void {
  const row = model.row, sums = model.rowSums, curvatures = model.curvature;
  for (let i = first; i < end; i++) {
    const r = getInt(row, i);
    set(sums, r, get(sums, r) + times * get(curvatures, i));
  }
}

/** −2γᵀXᵀwy, and ∂L/∂γ. */
function fixedPart(model: InterceptModel): f64 {
  const rows = model.rows, x = model.x, sums = model.rowSums;
  let total = 0.0;
  for (let j = 0; j < model.fixed; j++) {
    let sum = f64x2.splat(0);
    for (let r = 0, at = j * rows; r < rows; r += 2, at += 2)
      sum = f64x2.add(sum, f64x2.mul(getPair(x, at), getPair(sums, r)));
    const own = get(model.fixedSums, j);
    set(model.gradient, j, sumOfPair(sum) - 2 * own);
    total -= 2 * own * get(model.parameters, j);
  }
  return total;
}
