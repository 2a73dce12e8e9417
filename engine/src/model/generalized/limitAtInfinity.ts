import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { integrate } from "../../distributions/gaussLegendre";
import { normalLower } from "../../distributions/normalLower";
import { exp } from "../../math/exp";
import { log } from "../../math/log";

/** A model whose parameters grow without end in proportion: η = t·Xβ + Zb with b of the proportions of λ. */
export interface GrowingModel {
  readonly terms: readonly RandomEffectsTerm[];
  readonly rows: ResponseRows;
  /** Xβ without offset, length n. */
  readonly fixedPart: Float64Array;
  /** λ of every term, S × S, row-major. */
  readonly lambdas: readonly Float64Array[];
  /** Whether a constant is among the combinations of the columns of X. */
  readonly hasConstant: boolean;
}

/** Where parameters go on growing, and what −2 log-likelihood comes to there. */
export interface LimitAtInfinity {
  readonly minusTwoLogLikelihood: number;
  /** The grouping factor in whose levels the response does not vary, whose standard deviation alone has to grow. */
  readonly pure: string | undefined;
}

/** Multiples of the proportion of fixed to random effects that are tried, and how often the best is narrowed down. */
const PROPORTIONS = [0, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5];
const NARROWINGS = 40;
/** A random effect beyond this has no probability, and the panels in which the first of two is integrated. */
const FARTHEST = 8.5;
const PANELS = 12;

/**
 * The lowest limit found of −2 log-likelihood where coefficients and standard deviations of random effects go to
 * infinity in proportion; undefined where it rises without end. Of a row with a response of 1 the probability goes to
 * 1 where its linear predictor is above 0, and to 0 where it is below; so that of a level goes to the probability that
 * its random effects lie where all its rows agree with the signs. It is not 0 where something among the random effects
 * separates zeros from ones in every level, in the simplest case because the levels have zeros or ones only. Where this
 * limit is not above −2 log-likelihood of estimates, those are not its minimum.
 */
export function limitAtInfinity(model: GrowingModel): LimitAtInfinity | undefined {
  const { terms, rows } = model;
  const { family, link, y } = rows;
  const isUnbounded = link.name === "logit" || link.name === "probit" || link.name === "cloglog";
  if (!family.isProbability || !isUnbounded || y.some((value) => value !== 0 && value !== 1)) return undefined;
  const limits = [
    ...(model.hasConstant ? terms.map((term) => ofPureLevels(term, y)) : []),
    ...(terms.length === 1 && terms[0].columns.length <= 2 ? [ofProportions(model)] : []),
  ].filter((limit) => limit !== undefined);
  return limits.length === 0
    ? undefined
    : limits.reduce((one, other) => (other.minusTwoLogLikelihood < one.minusTwoLogLikelihood - 1e-9 ? other : one));
}

/** Where levels have zeros or ones only: intercept and its standard deviation grow alone, in their best proportion. */
function ofPureLevels(
  { refs, levels, columns, grouping }: RandomEffectsTerm,
  y: Float64Array,
): LimitAtInfinity | undefined {
  if (!columns.some((column) => column.every((value) => value === column[0] && value !== 0))) return undefined;
  const responses = new Float64Array(levels).fill(NaN);
  for (let i = 0; i < y.length; i++) {
    const own = responses[refs[i]];
    if (!Number.isNaN(own) && own !== y[i]) return undefined;
    responses[refs[i]] = y[i];
  }
  const part = responses.reduce((sum, value) => sum + value, 0) / levels;
  if (!(part > 0 && part < 1)) return undefined;
  return { minusTwoLogLikelihood: -2 * levels * (part * log(part) + (1 - part) * log(1 - part)), pure: grouping };
}

/** Along the proportions of the random effects, and the best multiple of the fixed effects: a convex function of it. */
function ofProportions(model: GrowingModel): LimitAtInfinity | undefined {
  const levels = constraintsByLevel(model);
  const at = (multiple: number): number => {
    let sum = 0;
    for (const own of levels) sum -= 2 * log(own.size === 1 ? ofHalfLines(own, multiple) : ofHalfPlanes(own, multiple));
    return sum;
  };
  const values = PROPORTIONS.map(at);
  const best = values.reduce((least, value, k) => (value < values[least] ? k : least), 0);
  if (!(values[best] < Infinity)) return undefined;
  let [low, high] = [PROPORTIONS[Math.max(0, best - 1)], PROPORTIONS[Math.min(PROPORTIONS.length - 1, best + 1)]];
  let least = values[best];
  for (let k = 0; k < NARROWINGS; k++) {
    const [one, other] = [low + (high - low) / 3, high - (high - low) / 3];
    const [below, above] = [at(one), at(other)];
    least = Math.min(least, below, above);
    if (below <= above) high = other;
    else low = one;
  }
  return { minusTwoLogLikelihood: least, pure: undefined };
}

/** Of the rows of a level ±Xβ and ±λᵀz, which are to add up to something above 0. */
interface Constraints {
  readonly size: number;
  readonly fixed: number[];
  readonly random: number[];
}

function constraintsByLevel({ terms: [term], rows: { y }, fixedPart, lambdas: [lambda] }: GrowingModel): Constraints[] {
  const { refs, columns } = term;
  const size = columns.length;
  const levels = Array.from({ length: term.levels }, (): Constraints => ({ size, fixed: [], random: [] }));
  for (let i = 0; i < y.length; i++) {
    const side = y[i] === 1 ? 1 : -1;
    const own = levels[refs[i]];
    own.fixed.push(side * fixedPart[i]);
    for (let c = 0; c < size; c++) {
      let sum = 0;
      for (let r = c; r < size; r++) sum += lambda[r * size + c] * columns[r][i];
      own.random.push(side * sum);
    }
  }
  return levels;
}

/** P(t·f + a·u > 0 for all rows) of a standard normal u. */
function ofHalfLines({ fixed, random }: Constraints, multiple: number): number {
  const [low, high] = interval(
    fixed.length,
    (k) => multiple * fixed[k],
    (k) => random[k],
  );
  return probability(low, high);
}

/** P(t·f + a·u + b·v > 0 for all rows) of independent standard normal u and v. */
function ofHalfPlanes({ fixed, random }: Constraints, multiple: number): number {
  const density = 1 / Math.sqrt(2 * Math.PI);
  const inner = (u: number): number => {
    const [low, high] = interval(
      fixed.length,
      (k) => multiple * fixed[k] + random[2 * k] * u,
      (k) => random[2 * k + 1],
    );
    return low < high ? density * exp(-0.5 * u * u) * probability(low, high) : 0;
  };
  return integrate(inner, -FARTHEST, FARTHEST, PANELS);
}

/** Where so many sums a + b·x are above 0; an empty interval, from ∞ on, where they are nowhere. */
function interval(count: number, a: (k: number) => number, b: (k: number) => number): [number, number] {
  let [low, high] = [-Infinity, Infinity];
  for (let k = 0; k < count; k++) {
    const slope = b(k);
    const end = -a(k) / slope;
    if (slope > 0) low = Math.max(low, end);
    else if (slope < 0) high = Math.min(high, end);
    else if (!(a(k) > 0)) return [Infinity, Infinity];
  }
  return [low, high];
}

function probability(low: number, high: number): number {
  if (!(low < high)) return 0;
  return low > 0 ? below(-low) - below(-high) : below(high) - below(low);
}

function below(z: number): number {
  return Math.abs(z) < Infinity ? normalLower(z) : Number(z > 0);
}
