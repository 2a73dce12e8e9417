import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import { assign } from "../../linalg/assign";
import { cholesky } from "../../linalg/small";
import { log } from "../../math/log";
import { Descent, type Objective, type Step } from "../descent";
import { BlockStratum } from "./blockStratum";
import { ClosedStep } from "./closedStep";
import { addMember, type JointStratum } from "./jointStratum";

/** Decrease of the surrogate that is not worth another pass. */
const TOLERANCE = 1e-12;
/** Rounding error of the surrogate, a sum of N logarithms near 0, in units of N. */
const NOISE = 4 * Number.EPSILON;

/**
 * The surrogate of strata that share blocks of λ (nesting, zerocorr, the grand mean),
 * Σ m·log|V| + N·log(r₀ + Σ tr(V⁻¹E₀)), less its value at the current point, and its minimiser over positive
 * semidefinite Σ.
 * Where the unconstrained minimiser is positive definite it is closed-form; otherwise the function, which is one of a
 * few small matrices, is minimised like a deviance: it has the blocks Σ m·c·QᵀV⁻¹Q for T and Σ c·QᵀV⁻¹E₀V⁻¹Q for E.
 */
export class JointMinimum implements Objective {
  readonly theta: Float64Array;
  decrement = NaN;
  /** Whether the last minimisation settled. */
  isMinimiser = false;
  /** r² of the last trial. */
  r2 = NaN;
  /** Σ of every block at the current point, for {@link JointStratum.matchTrace}. */
  readonly current: readonly Float64Array[];
  private readonly trial: readonly Float64Array[];
  private readonly traces: readonly Float64Array[];
  private readonly squares: readonly Float64Array[];
  private readonly blockStrata: readonly BlockStratum[];
  private readonly counts: Float64Array;
  private readonly descent: Descent;
  private strata: readonly JointStratum[] = [];
  private r2Current = NaN;
  private r0 = NaN;
  private mu = 0;
  private linear = false;

  constructor(
    private readonly layout: CovarianceLayout,
    private readonly N: number,
  ) {
    const squares = (): Float64Array[] => layout.blocks.map(({ size }) => new Float64Array(size * size));
    this.theta = new Float64Array(layout.length);
    this.current = squares();
    this.trial = squares();
    this.traces = squares();
    this.squares = squares();
    this.counts = new Float64Array(layout.blocks.length);
    this.blockStrata = layout.blocks.map(({ size, offset }) => new BlockStratum(size, offset));
    this.descent = new Descent(this, new BlockwiseStep(this, this.blockStrata, N, layout.length), layout.length, {
      tolerance: TOLERANCE,
      maxEvaluations: 200,
      maxRejections: 40,
      trustLastStep: true,
      noise: NOISE * N > TOLERANCE ? NOISE * N : 0,
    });
  }

  /** Sets the current point. */
  setCurrent(theta: Float64Array): void {
    this.covariances(this.current, theta);
  }

  /**
   * Minimises from `theta`, the current point, to which the strata have been matched; false when nothing finite is
   * found.
   * @param own stratum of each block whose V the block can reach alone; empty when some block has none
   * @param r2 r² of the deviance at the current point; N·σ² where σ is fixed
   * @param linear replace the logarithm by its tangent in any case
   */
  minimize(
    strata: readonly JointStratum[],
    own: readonly number[],
    theta: Float64Array,
    r2: number,
    mu: number,
    linear: boolean,
  ): boolean {
    this.strata = strata;
    this.r2Current = r2;
    this.mu = mu;
    this.r0 = r2;
    for (let s = 0; s < strata.length; s++) this.r0 -= strata[s].explained;
    this.linear = linear || mu > 0 || !(this.r0 > 0);
    return (own.length > 0 && this.unconstrained(own)) || this.constrained(theta);
  }

  private constrained(theta: Float64Array): boolean {
    const { descent, strata, counts, mu } = this;
    counts.fill(0);
    for (let s = 0; s < strata.length; s++) {
      const { members, count } = strata[s];
      for (let m = 0; m < members.length; m++) counts[members[m].block] += count * (1 + mu);
    }
    this.isMinimiser = descent.run(theta);
    if (!(descent.bestObjective < Infinity)) return false;
    assign(this.theta, descent.best);
    // What the last step promises besides may be rounding, many times enlarged where steps were shortened.
    const further = descent.decrement > 0 && descent.decrement < TOLERANCE ? descent.decrement : 0;
    this.decrement = further - descent.bestObjective;
    return true;
  }

  /**
   * V = N·E₀/(m·r²) in every stratum, from which each block's Σ follows in turn; false unless all are positive
   * definite.
   */
  private unconstrained(own: readonly number[]): boolean {
    const { strata, N, trial, layout, mu, linear, r2Current } = this;
    let share = 1;
    for (let s = 0; s < strata.length; s++) share -= (strata[s].count * strata[s].size) / N;
    const r2 = linear ? r2Current : this.r0 / share;
    if (!(r2 > 0)) return false;
    for (let i = 0; i < own.length; i++) {
      const b = own[i];
      const stratum = strata[b];
      const { size, members, d, e0, v, count } = stratum;
      const sigma = trial[b];
      for (let k = 0; k < size * size; k++)
        sigma[k] = (N * e0[k]) / (count * (1 + mu) * r2) + (mu / (1 + mu)) * v[k] - d[k];
      for (let m = 0; m < members.length; m++) {
        if (members[m].block !== b)
          addMember(sigma, size, members[m], trial[members[m].block], -members[m].coefficient);
      }
      if (!factorInto(this.theta, layout.blocks[b].offset, sigma, this.traces[b], size)) return false;
    }
    const value = this.evaluate(this.theta, false);
    this.decrement = -value;
    this.isMinimiser = true;
    return value < 1e-9;
  }

  evaluate(theta: Float64Array, derivative: boolean): number {
    const { strata, trial, traces, squares, mu, N, r2Current, linear } = this;
    this.covariances(trial, theta);
    if (derivative) {
      for (let b = 0; b < traces.length; b++) {
        traces[b].fill(0);
        squares[b].fill(0);
      }
    }
    const proximal = (mu * r2Current) / N;
    let value = 0;
    let residual = this.r0;
    for (let s = 0; s < strata.length; s++) {
      const stratum = strata[s];
      const weight = proximal * stratum.count;
      value += stratum.count * (1 + mu) * stratum.evaluate(trial, weight);
      residual += stratum.residual();
      if (linear) residual -= stratum.explained + weight * stratum.size;
      if (derivative) this.addDerivatives(stratum);
    }
    if (!linear) {
      this.r2 = residual;
      return residual > 0 ? value + N * log(residual / r2Current) : NaN;
    }
    this.r2 = r2Current;
    return value + (N * (residual - this.r0)) / r2Current;
  }

  private addDerivatives(stratum: JointStratum): void {
    const { traces, squares, mu } = this;
    const { members, size: s, inverse, explainedBy, count } = stratum;
    for (let m = 0; m < members.length; m++) {
      const { block, size, columns, coefficient } = members[m];
      const weight = coefficient * count * (1 + mu);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const at = columns[i] * s + columns[j];
          traces[block][i * size + j] += weight * inverse[at];
          squares[block][i * size + j] += coefficient * explainedBy[at];
        }
      }
    }
  }

  /** Matches the strata of single blocks, which carry the inner minimisation, to the last trial. */
  matchBlocks(theta: Float64Array): boolean {
    const { blockStrata, traces, squares, counts } = this;
    for (let b = 0; b < blockStrata.length; b++) {
      if (
        !blockStrata[b].matchTrace(traces[b], counts[b], theta) &&
        !blockStrata[b].matchTrace(traces[b], 1.0000001 * counts[b], theta)
      )
        return false;
      blockStrata[b].matchSquares(squares[b]);
    }
    return true;
  }

  /** Whether the surrogate is now the one with the logarithm replaced by its tangent. */
  get isLinear(): boolean {
    return this.linear;
  }

  private covariances(out: readonly Float64Array[], theta: Float64Array): void {
    const { blocks } = this.layout;
    for (let b = 0; b < blocks.length; b++) {
      const { size: s, offset } = blocks[b];
      const sigma = out[b];
      sigma.fill(0);
      let column = offset;
      for (let c = 0; c < s; c++) {
        for (let i = c; i < s; i++)
          for (let j = c; j < s; j++) sigma[i * s + j] += theta[column + i - c] * theta[column + j - c];
        column += s - c;
      }
    }
  }
}

/** The step of the inner minimisation: one stratum per block. */
class BlockwiseStep implements Step {
  private readonly closed: ClosedStep;

  constructor(
    private readonly joint: JointMinimum,
    strata: readonly BlockStratum[],
    N: number,
    length: number,
  ) {
    this.closed = new ClosedStep(strata, N, length);
  }

  get theta(): Float64Array {
    return this.closed.theta;
  }

  get decrement(): number {
    return this.closed.decrement;
  }

  match(theta: Float64Array): boolean {
    return this.joint.matchBlocks(theta);
  }

  minimize(mu: number): boolean {
    return this.closed.minimize(this.joint.r2, mu, this.joint.isLinear);
  }
}

/** Writes the Cholesky factor of Σ into θ; false when Σ is not positive definite. */
function factorInto(theta: Float64Array, offset: number, sigma: Float64Array, work: Float64Array, s: number): boolean {
  for (let i = 0; i < s * s; i++) work[i] = sigma[i];
  if (!cholesky(work, s)) return false;
  let k = offset;
  for (let j = 0; j < s; j++) for (let i = j; i < s; i++) theta[k++] = work[i * s + j];
  return true;
}
