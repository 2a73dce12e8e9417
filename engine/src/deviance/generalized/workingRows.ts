import type { Family } from "../../family/family";
import type { Link } from "../../family/link";
import { WORKING_VALUES, type WorkingRow, workingRow } from "../../family/workingRow";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { log1p } from "../../math/log1p";

/** The responses of a generalized model. */
export interface ResponseRows {
  readonly family: Family;
  readonly link: Link;
  /** y, length n; proportions where the family is binomial. */
  readonly y: Float64Array;
  /** Weights, the trials of binomial proportions; length n. */
  readonly w: Float64Array;
  /** Which curvature the determinant of the Laplace approximation takes. */
  readonly curvature: "expected" | "observed";
}

/** Products of numbers up to 2 stay below the largest number. */
const FACTORS = 1000;

/** What every row contributes at its linear predictor, with the names of {@link WorkingRow}. */
export class WorkingRows {
  readonly row: WorkingRow;
  readonly g: Float64Array;
  /** d″/2, and its derivative. */
  readonly observed: Float64Array;
  readonly observedSlope: Float64Array;
  /** The curvature W of the Laplace approximation and its derivative; the same arrays where W is the observed one. */
  readonly w: Float64Array;
  readonly slope: Float64Array;
  readonly mu: Float64Array;
  /** Whether W is the observed curvature. */
  readonly isObserved: boolean;
  private readonly expected: Float64Array | undefined;
  private readonly values = new Float64Array(WORKING_VALUES);
  private readonly isLogit: boolean;
  private readonly isPoisson: boolean;
  private readonly isUnweighted: boolean;

  constructor(readonly response: ResponseRows) {
    const { family, link, y, w, curvature } = response;
    const n = y.length;
    this.row = workingRow(family, link);
    this.isLogit = family.isProbability && link.name === "logit";
    this.isPoisson = family.name === "Poisson" && link.name === "log";
    this.isUnweighted = w.every((weight) => weight === 1);
    this.isObserved = this.row.isCanonical || curvature === "observed";
    this.g = new Float64Array(n);
    this.mu = new Float64Array(n);
    this.observed = new Float64Array(n);
    this.observedSlope = new Float64Array(n);
    if (!this.row.isCanonical) this.expected = new Float64Array(n);
    this.w = this.isObserved ? this.observed : this.expected!;
    this.slope = this.isObserved ? this.observedSlope : new Float64Array(n);
  }

  /** Evaluates all rows; returns Σ d, ∞ where a row is outside of its range. */
  evaluate(eta: Float64Array, phi: number): number {
    if (this.isLogit) return this.isUnweighted ? this.bernoulli(eta) : this.binomial(eta);
    if (this.isPoisson) return this.poisson(eta);
    const { row, values, g, mu, observed, observedSlope, expected, slope, isObserved } = this;
    const { y, w } = this.response;
    let sum = 0;
    for (let i = 0; i < eta.length; i++) {
      if (!row.at(y[i], w[i], eta[i], phi, values)) return Infinity;
      sum += values[0];
      g[i] = values[1];
      observed[i] = values[2];
      observedSlope[i] = values[3];
      if (expected !== undefined) expected[i] = values[4];
      if (!isObserved) slope[i] = values[5];
      mu[i] = values[6];
    }
    return Number.isNaN(sum) ? Infinity : sum;
  }

  /** Weights of Newton's method: the observed curvature, or the expected one where a row is not convex. */
  newtonWeights(): Float64Array {
    const { observed, expected } = this;
    if (expected !== undefined) for (let i = 0; i < observed.length; i++) if (!(observed[i] >= 0)) return expected;
    return observed;
  }

  /** The expected curvature. */
  expectedWeights(): Float64Array {
    return this.expected ?? this.observed;
  }

  private bernoulli(eta: Float64Array): number {
    const { g, mu, observed, observedSlope } = this;
    const { y } = this.response;
    let sum = 0;
    let logs = 0;
    let product = 1;
    let factors = 0;
    for (let i = 0; i < eta.length; i++) {
      const e = eta[i];
      const positive = e > 0;
      const small = exp(positive ? -e : e);
      const larger = 1 / (1 + small);
      const smaller = small * larger;
      const mean = positive ? larger : smaller;
      const complement = positive ? smaller : larger;
      const x = smaller * larger;
      product *= 1 + small;
      if (++factors === FACTORS) {
        logs += log(product);
        product = 1;
        factors = 0;
      }
      sum += (positive ? e : 0) - y[i] * e;
      g[i] = (1 - y[i]) * mean - y[i] * complement;
      observed[i] = x;
      observedSlope[i] = x * (complement - mean);
      mu[i] = mean;
    }
    return 2 * (sum + logs + log(product));
  }

  private binomial(eta: Float64Array): number {
    const { g, mu, observed, observedSlope } = this;
    const { y, w } = this.response;
    let sum = 0;
    for (let i = 0; i < eta.length; i++) {
      const e = eta[i];
      const positive = e > 0;
      const small = exp(positive ? -e : e);
      const larger = 1 / (1 + small);
      const smaller = small * larger;
      const mean = positive ? larger : smaller;
      const complement = positive ? smaller : larger;
      const x = w[i] * smaller * larger;
      sum += w[i] * ((positive ? e : 0) + log1p(small) - y[i] * e);
      g[i] = w[i] * ((1 - y[i]) * mean - y[i] * complement);
      observed[i] = x;
      observedSlope[i] = x * (complement - mean);
      mu[i] = mean;
    }
    return 2 * sum;
  }

  private poisson(eta: Float64Array): number {
    const { g, mu, observed, observedSlope } = this;
    const { y, w } = this.response;
    let sum = 0;
    for (let i = 0; i < eta.length; i++) {
      const mean = exp(eta[i]);
      const x = w[i] * mean;
      sum += x - w[i] * y[i] * eta[i];
      g[i] = x - w[i] * y[i];
      observed[i] = observedSlope[i] = x;
      mu[i] = mean;
    }
    return sum < Infinity ? 2 * sum : Infinity;
  }
}
