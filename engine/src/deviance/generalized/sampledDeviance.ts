import { logGamma } from "../../distributions/logGamma";
import { WORKING_VALUES } from "../../family/workingRow";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { log1p } from "../../math/log1p";
import { Xoshiro } from "../../random/xoshiro";
import type { LaplaceDeviance } from "./laplaceDeviance";

/** What the Laplace approximation of −2 log-likelihood is too large by, with a standard error. */
export interface SampledError {
  readonly excess: number;
  readonly error: number;
}

const SEED = 1;
/** Blocks of no more random effects are sampled from a t distribution of so many degrees of freedom. */
const FEW = 8;
const DEGREES = 4;
/** Pairs of samples at first, and by how much their number grows. */
const FIRST_PAIRS = 64;
const GROWTH = 4;
/** Most evaluations of rows after the first pairs, and with them: where those alone take more, none are taken. */
const MOST_ROWS = 5e5;
const MOST_FIRST_ROWS = 2e6;
/** A decision is clear at so many standard errors. */
const CLEAR = 4;
/** Weights of which one makes up more than this part of their sum say nothing. */
const LARGEST_SHARE = 0.2;

/**
 * How far the Laplace approximation is from the likelihood at the parameters where a deviance was evaluated last, by
 * importance sampling about the conditional modes (Shephard & Pitt, Biometrika 84, 1997): the random effects fall into
 * blocks that share no row, such as the levels of one factor; for each block −2 log-likelihood is less than the
 * approximation by 2 log of the mean of p(y, u)/q(u) over its samples u = ũ + L⁻ᵀz and ũ − L⁻ᵀz, relative to its value
 * at the mode. z is normal for large blocks and has a t distribution for small ones, whose tails may be heavier than
 * those of the approximation. The samples are the same each time; rows or levels in another order have other ones.
 * @param bound which decides how many samples are taken: until it is clear whether the error is beyond it
 * @returns undefined where the weights vary too much, or where there are so many rows that it would take seconds
 */
export function sampledError(deviance: LaplaceDeviance, bound: number): SampledError | undefined {
  const n = deviance.design.offset.length;
  if (2 * n * FIRST_PAIRS > MOST_FIRST_ROWS) return undefined;
  return deviance.room.within(() => {
    const sampler = new Sampler(deviance);
    for (let pairs = FIRST_PAIRS; ; pairs *= GROWTH) {
      sampler.sample(pairs - sampler.pairs);
      const found = sampler.estimate();
      const isClear = found !== undefined && Math.abs(Math.abs(found.excess) - bound) > CLEAR * found.error;
      if (isClear || 2 * n * pairs * GROWTH > MOST_ROWS) return found;
    }
  });
}

class Sampler {
  pairs = 0;
  private readonly rng = new Xoshiro(SEED);
  /** By random effect and by row its block, in the order of elimination. */
  private readonly blockOf: Int32Array;
  private readonly blockOfRow: Int32Array;
  /** By block how many random effects it has, and the exponent at the mode. */
  private readonly sizes: Int32Array;
  private readonly least: Float64Array;
  /** By block the weights of all pairs. */
  private readonly weights: number[][];
  private readonly mode: Float64Array;
  private readonly eta: Float64Array;
  private readonly out = new Float64Array(WORKING_VALUES);

  constructor(private readonly deviance: LaplaceDeviance) {
    const { blockOf, blockOfRow, count } = blocks(deviance);
    this.blockOf = blockOf;
    this.blockOfRow = blockOfRow;
    this.sizes = new Int32Array(count);
    for (const block of blockOf) this.sizes[block]++;
    this.weights = Array.from({ length: count }, () => []);
    this.mode = deviance.modes.u.slice();
    this.eta = deviance.modes.eta.slice();
    this.least = this.exponents(this.mode, this.eta);
  }

  sample(count: number): void {
    const { blockOf, sizes, deviance, rng, mode, eta, weights } = this;
    const z = new Float64Array(mode.length);
    const u = new Float64Array(mode.length);
    const predictor = new Float64Array(eta.length);
    for (let pair = 0; pair < count; pair++) {
      const scales = Float64Array.from(sizes, (size) => (size > FEW ? 1 : heavyScale(rng)));
      const squares = new Float64Array(sizes.length);
      for (let j = 0; j < z.length; j++) {
        z[j] = scales[blockOf[j]] * rng.randn();
        squares[blockOf[j]] += z[j] * z[j];
      }
      const { effects, change } = deviance.beside(z);
      const both = [1, -1].map((side) => {
        for (let j = 0; j < u.length; j++) u[j] = mode[j] + side * effects[j];
        for (let i = 0; i < predictor.length; i++) predictor[i] = eta[i] + side * change[i];
        return this.exponents(u, predictor);
      });
      sizes.forEach((size, block) => {
        const density = size > FEW ? -0.5 * squares[block] : logHeavyDensity(size, squares[block]);
        const least = this.least[block];
        weights[block].push(both.reduce((sum, own) => sum + 0.5 * exp(0.5 * (least - own[block]) - density), 0));
      });
    }
    this.pairs += count;
  }

  estimate(): SampledError | undefined {
    let excess = 0;
    let variance = 0;
    for (const own of this.weights) {
      const count = own.length;
      const sum = own.reduce((total, weight) => total + weight, 0);
      const mean = sum / count;
      const largest = own.reduce((most, weight) => Math.max(most, weight), 0);
      if (!(mean > 0 && mean < Infinity && largest < LARGEST_SHARE * sum)) return undefined;
      const square = own.reduce((total, weight) => total + (weight / mean - 1) ** 2, 0) / (count - 1) / count;
      // The logarithm of a mean is too small by half of its relative variance, on average.
      excess += 2 * log(mean) + square;
      variance += 4 * square;
    }
    return { excess, error: Math.sqrt(variance) };
  }

  /** Σ d + |u|² of every block; ∞ where a row is out of range. */
  private exponents(u: Float64Array, eta: Float64Array): Float64Array {
    const { deviance, blockOf, blockOfRow, sizes, out } = this;
    const { rows, phi, design } = deviance;
    const { y, w } = design.response;
    const sums = new Float64Array(sizes.length);
    for (let j = 0; j < u.length; j++) sums[blockOf[j]] += u[j] * u[j];
    for (let i = 0; i < y.length; i++) {
      if (rows.row.at(y[i], w[i], eta[i], phi, out) && !Number.isNaN(out[0])) sums[blockOfRow[i]] += out[0];
      else sums[blockOfRow[i]] = Infinity;
    }
    return sums;
  }
}

/** √(ν/χ²_ν), what makes normal numbers a multivariate t of them; ν is even. */
function heavyScale(rng: Xoshiro): number {
  let chiSquared = 0;
  for (let j = 0; j < DEGREES; j += 2) chiSquared -= 2 * log1p(-rng.rand());
  return Math.sqrt(DEGREES / chiSquared);
}

/** Log-density of the t distribution in so many dimensions, relative to that of the standard normal one at 0. */
function logHeavyDensity(dimensions: number, square: number): number {
  const half = (DEGREES + dimensions) / 2;
  const atZero = logGamma(half) - logGamma(DEGREES / 2) - (dimensions / 2) * log(DEGREES / 2);
  return atZero - half * log1p(square / DEGREES);
}

/** The blocks of random effects that no row has together with others. */
function blocks({ system, design }: LaplaceDeviance): {
  blockOf: Int32Array;
  blockOfRow: Int32Array;
  count: number;
} {
  const { place } = system.pattern;
  const parent = Int32Array.from({ length: system.order }, (_, j) => j);
  const root = (j: number): number => {
    let at = j;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  const firsts: number[] = [];
  design.terms.reduce((first, { levels, columns }) => (firsts.push(first), first + levels * columns.length), 0);
  const n = design.offset.length;
  const anyOfRow = new Int32Array(n);
  design.terms.forEach(({ refs, levels, columns: { length: s } }, t) => {
    const effect = (level: number, c: number): number => place[firsts[t] + level * s + c];
    for (let level = 0; level < levels; level++)
      for (let c = 1; c < s; c++) parent[root(effect(level, c))] = root(effect(level, 0));
    for (let i = 0; i < n; i++) {
      const own = effect(refs[i], 0);
      if (t === 0) anyOfRow[i] = own;
      else parent[root(own)] = root(anyOfRow[i]);
    }
  });
  const numbers = new Map<number, number>();
  const blockOf = Int32Array.from(parent, (_, j) => {
    const own = root(j);
    if (!numbers.has(own)) numbers.set(own, numbers.size);
    return numbers.get(own)!;
  });
  return { blockOf, blockOfRow: anyOfRow.map((effect) => blockOf[effect]), count: numbers.size };
}
