import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { Deviance } from "../../deviance/deviance";
import type { Problem } from "../../deviance/problem";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { pow } from "../../math/pow";
import { fillBasis, type Interpolant, interpolate, lejaNodes, lowerSet } from "./lowerSetInterpolation";

/** The traces of a deviance near a point, in plain data that can be posted. */
export interface TraceMeasurements {
  /** D̂ and V̂ = D̂ + Σ̂ of every term. */
  readonly own: Float64Array;
  readonly whole: Float64Array;
  readonly counts: Float64Array;
  /** log D of every term as functions of V̂/(D̂ + Σ). */
  readonly logs: Interpolant;
  /** {@link Deviance.levelTraces} at the point, in units of their term's trace; empty when they are not needed. */
  readonly levelShares: Float64Array;
}

/** Standard deviations of an estimate that the model covers on either side. */
const REACH = 3;
/**
 * The polynomials have Σ_t α_t·weight_t ≤ degree in the powers α. A term weighs 3, less one for each of these that the
 * relative standard deviation √(2/m) of its V exceeds: the further an estimate goes the higher the powers that it
 * needs.
 */
const WIDE = [0.02, 0.1];
const DEGREE = 6;
/** Intervals of Simpson's rule, even. */
const INTERVALS = 8;

/** Whether {@link measureTraces} knows how: every term has one column. */
export function canMeasureTraces(layout: CovarianceLayout): boolean {
  return layout.sizes.every((size) => size === 1);
}

/**
 * Measures the traces T_t = Σ_levels T_ll of the deviance about θ, which no response changes. A balanced design has
 * T = m/(D + Σ) with a constant D; elsewhere D = m/T − Σ varies slowly, so its logarithm is interpolated by polynomials
 * in x = V̂/(D̂ + Σ), which is smooth at Σ = 0, as far as estimates with the variance 2V²/m of a balanced design go.
 * Undefined where some D is not positive.
 */
export function measureTraces(problem: Problem, theta: Float64Array): TraceMeasurements | undefined {
  const { deviance, layout, strata } = problem;
  const counts = Float64Array.from(strata.terms, ({ levels }) => levels);
  const spreads = counts.map((count) => Math.sqrt(2 / count));
  const tracesAt = (covariances: ArrayLike<number>): Float64Array | undefined => {
    layout.fill(deviance.lambdas, Float64Array.from(covariances, Math.sqrt));
    return deviance.factor(true) ? Float64Array.from(deviance.traces, ([trace]) => trace) : undefined;
  };
  const centre = theta.map((value) => value * value);
  const traces = tracesAt(centre);
  if (traces === undefined) return undefined;
  const whole = counts.map((count, t) => count / traces[t]);
  const own = whole.map((v, t) => v - centre[t]);
  if (!own.every((d, t) => d > 1e-6 * whole[t])) return undefined;
  const levelShares = sharesOfLevels(deviance);
  const weights = Array.from(spreads, (spread) => 3 - WIDE.filter((bound) => spread > bound).length);
  const indices = lowerSet(weights, DEGREE);
  const nodes = weights.map((weight, t) =>
    lejaNodes(
      1,
      1 / (1 + REACH * spreads[t]),
      Math.min(1 / Math.max(0, 1 - REACH * spreads[t]), whole[t] / own[t]),
      Math.floor(DEGREE / weight) + 1,
    ),
  );
  const values: Float64Array[] = [];
  for (const index of indices) {
    const covariances = Float64Array.from(index, (power, t) =>
      power === 0 ? centre[t] : Math.max(0, whole[t] / nodes[t][power] - own[t]),
    );
    const at = tracesAt(covariances);
    if (at === undefined) return undefined;
    const logs = at.map((trace, t) => log(counts[t] / trace - covariances[t]));
    if (!logs.every(Number.isFinite)) return undefined;
    values.push(logs);
  }
  return { own, whole, counts, logs: interpolate(nodes, indices, values), levelShares };
}

function sharesOfLevels({ levelTraces, traces, system: { terms } }: Deviance): Float64Array {
  const shares = Float64Array.from(levelTraces ?? []);
  if (levelTraces)
    terms.forEach(({ coreOffset, classes }, t) =>
      shares.subarray(coreOffset, coreOffset + classes).forEach((trace, i, part) => (part[i] = trace / traces[t][0])),
    );
  return shares;
}

/** Evaluates {@link TraceMeasurements}. */
export class TraceModel {
  private readonly basis: Float64Array;
  private readonly x: Float64Array;
  private readonly covariances: Float64Array;
  private readonly traces: Float64Array;

  constructor(readonly measurements: TraceMeasurements) {
    this.basis = new Float64Array(measurements.logs.indices.length);
    this.x = new Float64Array(measurements.own.length);
    this.covariances = new Float64Array(measurements.own.length);
    this.traces = new Float64Array(measurements.own.length);
  }

  /** Σ_t |Δ log V_t|·m_t, the change of the log-determinant between two points, whatever its signs. */
  distance(from: ArrayLike<number>, to: ArrayLike<number>): number {
    const { own, counts } = this.measurements;
    let sum = 0;
    for (let t = 0; t < own.length; t++) sum += counts[t] * Math.abs(log((own[t] + to[t]) / (own[t] + from[t])));
    return sum;
  }

  /**
   * The change of the log-determinant, ∫ Σ_t T_t dΣ_t plus a constant shift of T, along the way on which every log V_t
   * is linear, for there T·V hardly varies; by Simpson's rule.
   */
  integrate(from: ArrayLike<number>, to: ArrayLike<number>, shift: ArrayLike<number>): number {
    const { own } = this.measurements;
    const { covariances, traces } = this;
    let sum = 0;
    for (let i = 0; i <= INTERVALS; i++) {
      const along = i / INTERVALS;
      for (let t = 0; t < own.length; t++) {
        const ratio = (own[t] + to[t]) / (own[t] + from[t]);
        covariances[t] = (own[t] + from[t]) * pow(ratio, along) - own[t];
      }
      this.evaluate(traces, covariances);
      let slope = 0;
      for (let t = 0; t < own.length; t++)
        slope += (traces[t] + shift[t]) * (own[t] + covariances[t]) * log((own[t] + to[t]) / (own[t] + from[t]));
      sum += slope * (i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2);
    }
    return sum / (3 * INTERVALS);
  }

  /** T of every term at its Σ. */
  evaluate(out: Float64Array, covariances: ArrayLike<number>): void {
    const { basis, x } = this;
    const {
      own,
      whole,
      counts,
      logs: { nodes, indices, coefficients },
    } = this.measurements;
    for (let t = 0; t < x.length; t++) x[t] = whole[t] / (own[t] + covariances[t]);
    fillBasis(basis, nodes, indices, x);
    for (let t = 0; t < x.length; t++) {
      let exponent = 0;
      for (let k = 0; k < basis.length; k++) exponent += basis[k] * coefficients[t][k];
      out[t] = counts[t] / (exp(exponent) + covariances[t]);
    }
  }
}
