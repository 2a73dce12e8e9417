import { exp } from "../math/exp";
import { log } from "../math/log";
import { get, getInt, getPair, set, setPair } from "../memory";
import { expOfPair, logOfPair, sumOfPair } from "./pairs";
import { Responses } from "./responses";
import { System } from "./system";

/** Adaptive quadrature over the random effects of one term with one column. */
@unmanaged
export class Quadrature {
  isCount: i32;
  levels: i32;
  /** Number of nodes, and the next even number; what is beyond has the weight 0. */
  nodes: i32;
  stride: i32;
  node: usize;
  weight: usize;
  /** Rows by level, the first of each level, and its random effect; 32 bits each. */
  byLevel: usize;
  start: usize;
  effect: usize;
  /** Room by nodes: the random effect, Σ d + u² − z², its derivative, a product, and the part of the integral. */
  at: usize;
  total: usize;
  slope: usize;
  product: usize;
  part: usize;
  /** Room for g at the nodes of all rows of a level. */
  gradient: usize;
  /** Per level M, α and τ. */
  curvature: usize;
  alpha: usize;
  tau: usize;
  /** Per row Σ a·g and Σ a·g·u. */
  meanGradient: usize;
  meanProduct: usize;
}

/** Products of numbers up to 2 stay below the largest number. */
const FACTORS: i32 = 1000;

/** −2 log of the integrals over the random effects of all levels: src/deviance/generalized/quadratureDeviance.ts. */
export function integrateLevels(
  system: System,
  responses: Responses,
  quadrature: Quadrature,
  u: usize,
  eta: usize,
): f64 {
  let sum = 0.0;
  for (let l = 0; l < quadrature.levels; l++) sum += integrateLevel(system, responses, quadrature, u, eta, l);
  return sum;
}

function integrateLevel(
  system: System,
  responses: Responses,
  quadrature: Quadrature,
  u: usize,
  eta: usize,
  l: i32,
): f64 {
  const first = getInt(quadrature.start, l), end = getInt(quadrature.start, l + 1);
  const nodes = quadrature.nodes, stride = quadrature.stride;
  const total = quadrature.total, slope = quadrature.slope, part = quadrature.part, at = quadrature.at;
  const node = quadrature.node, byLevel = quadrature.byLevel, values = system.values;
  let m = 1.0;
  for (let j = first; j < end; j++) {
    const i = getInt(byLevel, j);
    m += get(responses.curvature, i) * get(values, i) * get(values, i);
  }
  const spread = 1 / sqrt(m);
  const mode = f64x2.splat(get(u, getInt(quadrature.effect, l)));
  for (let k = 0; k < stride; k += 2) {
    const z = getPair(node, k);
    const own = f64x2.add(mode, f64x2.mul(f64x2.splat(spread), z));
    setPair(at, k, own);
    setPair(total, k, f64x2.sub(f64x2.mul(own, own), f64x2.mul(z, z)));
    setPair(slope, k, own);
    setPair(quadrature.product, k, f64x2.splat(1));
  }
  for (let j = first, factors = 1; j < end; j++, factors++) {
    const i = getInt(byLevel, j);
    const to = quadrature.gradient + ((<usize>((j - first) * stride)) << 3);
    if (quadrature.isCount) addCount(responses, quadrature, i, get(eta, i), get(values, i), spread, to);
    else addProportion(responses, quadrature, i, get(eta, i), get(values, i), spread, to);
    if (factors % FACTORS == 0 || j + 1 == end) takeProducts(quadrature);
  }
  let least = Infinity;
  for (let k = 0; k < nodes; k++) least = min(least, get(total, k));
  let sum = 0.0;
  for (let k = 0; k < stride; k++) {
    const own = get(quadrature.weight, k) * exp(0.5 * (least - get(total, k)));
    set(part, k, own);
    sum += own;
  }
  let alpha = 0.0, product = 0.0;
  for (let k = 0; k < stride; k++) {
    const own = get(part, k) / sum;
    set(part, k, own);
    if (own == 0) continue;
    alpha += own * 2 * get(slope, k);
    product += own * 2 * get(slope, k) * get(node, k);
  }
  for (let j = first; j < end; j++) {
    const from = quadrature.gradient + ((<usize>((j - first) * stride)) << 3);
    let gradients = f64x2.splat(0), products = f64x2.splat(0);
    for (let k = 0; k < stride; k += 2) {
      const own = f64x2.mul(getPair(part, k), getPair(from, k));
      gradients = f64x2.add(gradients, own);
      products = f64x2.add(products, f64x2.mul(own, getPair(at, k)));
    }
    const i = getInt(byLevel, j);
    set(quadrature.meanGradient, i, sumOfPair(gradients));
    set(quadrature.meanProduct, i, sumOfPair(products));
  }
  set(quadrature.curvature, l, m);
  set(quadrature.alpha, l, alpha);
  set(quadrature.tau, l, 1 - 0.5 * spread * product);
  return least - 2 * log(sum) + log(m);
}

/** Adds a row with the logit at all nodes. */
function addProportion(
  responses: Responses,
  quadrature: Quadrature,
  i: i32,
  eta: f64,
  value: f64,
  spread: f64,
  gradient: usize,
): void {
  const isUnit = responses.isUnit;
  const total = quadrature.total, slope = quadrature.slope, products = quadrature.product;
  const y = f64x2.splat(get(responses.y, i)), w = f64x2.splat(get(responses.weights, i));
  const one = f64x2.splat(1), v = f64x2.splat(value);
  for (let k = 0; k < quadrature.stride; k += 2) {
    const e = f64x2.add(f64x2.splat(eta), f64x2.mul(f64x2.splat(value * spread), getPair(quadrature.node, k)));
    const isPositive = f64x2.gt(e, f64x2.splat(0));
    const small = expOfPair(f64x2.neg(f64x2.abs(e)));
    const both = f64x2.add(one, small);
    const larger = f64x2.div(one, both);
    const smaller = f64x2.mul(small, larger);
    const mean = v128.bitselect(larger, smaller, isPositive);
    const complement = v128.bitselect(smaller, larger, isPositive);
    const g = f64x2.mul(w, f64x2.sub(f64x2.mul(f64x2.sub(one, y), mean), f64x2.mul(y, complement)));
    let own = f64x2.sub(v128.bitselect(e, f64x2.splat(0), isPositive), f64x2.mul(y, e));
    if (isUnit) setPair(products, k, f64x2.mul(getPair(products, k), both));
    else own = f64x2.mul(w, f64x2.add(own, logOfPair(both)));
    setPair(total, k, f64x2.add(getPair(total, k), f64x2.mul(f64x2.splat(2), own)));
    setPair(slope, k, f64x2.add(getPair(slope, k), f64x2.mul(g, v)));
    setPair(gradient, k, g);
  }
}

/** Adds a count with the logarithm at all nodes. */
function addCount(
  responses: Responses,
  quadrature: Quadrature,
  i: i32,
  eta: f64,
  value: f64,
  spread: f64,
  gradient: usize,
): void {
  const total = quadrature.total, slope = quadrature.slope;
  const w = get(responses.weights, i);
  const counted = f64x2.splat(w * get(responses.y, i)), v = f64x2.splat(value);
  for (let k = 0; k < quadrature.stride; k += 2) {
    const e = f64x2.add(f64x2.splat(eta), f64x2.mul(f64x2.splat(value * spread), getPair(quadrature.node, k)));
    const x = f64x2.mul(f64x2.splat(w), expOfPair(e));
    const g = f64x2.sub(x, counted);
    const own = f64x2.sub(x, f64x2.mul(counted, e));
    setPair(total, k, f64x2.add(getPair(total, k), f64x2.mul(f64x2.splat(2), own)));
    setPair(slope, k, f64x2.add(getPair(slope, k), f64x2.mul(g, v)));
    setPair(gradient, k, g);
  }
}

/** Adds the logarithms of the products to the totals. */
function takeProducts(quadrature: Quadrature): void {
  const total = quadrature.total, product = quadrature.product;
  for (let k = 0; k < quadrature.stride; k += 2) {
    setPair(total, k, f64x2.add(getPair(total, k), f64x2.mul(f64x2.splat(2), logOfPair(getPair(product, k)))));
    setPair(product, k, f64x2.splat(1));
  }
}
