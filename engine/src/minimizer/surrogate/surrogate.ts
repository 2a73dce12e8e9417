import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { DevianceDerivative } from "../../deviance/deviance";
import { totalVariance } from "../../deviance/residualPart";
import { assign } from "../../linalg/assign";
import type { Strata } from "../../matrices/strata";
import type { Step } from "../descent";
import type { Arrangement } from "./arrangement";
import { BlockStratum } from "./blockStratum";
import { ClosedStep } from "./closedStep";
import { JointMinimum } from "./jointMinimum";
import { NestedArrangement } from "./nestedArrangement";
import { TermArrangement } from "./termArrangement";

/**
 * The surrogate that stands in for the deviance near the current Σ, and its minimiser over positive semidefinite Σ.
 *
 * In a balanced design the deviance is Σ_s m_s·log|V_s| + N·log(r₀ + Σ_s tr(V_s⁻¹E₀_s)) over strata s with
 * V_s = D_s + Σ_t c_st·QΣ_tQᵀ. For any design, m = number of independent effects, V = (T/m)⁻¹, D = V − Σ c·QΣQᵀ and
 * E₀ = V·E·V match value and gradient at the current point, so fixed points of the step are the stationary points of
 * the deviance. With σ fixed the logarithm is linear, r/σ². Of the ways to arrange the strata the first that leaves
 * every D positive definite is taken: with nesting and the grand mean; whole terms; one stratum per block, which always
 * has a closed form.
 */
export class Surrogate implements Step {
  private readonly blockStrata: readonly BlockStratum[];
  private readonly closed: ClosedStep;
  private readonly arrangements: readonly Arrangement[];
  private readonly joint: JointMinimum | undefined;
  /** T and E of the blocks that are not whole terms. */
  private readonly traces: readonly Float64Array[];
  private readonly squares: readonly Float64Array[];
  private readonly at: Float64Array;
  private matched: Arrangement | undefined;

  constructor(
    private readonly layout: CovarianceLayout,
    private readonly deviance: DevianceDerivative,
    private readonly structure: Strata,
  ) {
    const { blocks, length, sizes } = layout;
    this.at = new Float64Array(length);
    this.blockStrata = blocks.map(({ size, offset }) => new BlockStratum(size, offset));
    this.closed = new ClosedStep(this.blockStrata, deviance.degreesOfFreedom, length);
    const part = ({ term, size }: { term: number; size: number }, whole: readonly Float64Array[]): Float64Array =>
      size === sizes[term] ? whole[term] : new Float64Array(size * size);
    this.traces = blocks.map((block) => part(block, deviance.traces));
    this.squares = blocks.map((block) => part(block, deviance.squares));
    const arrangements: Arrangement[] = [];
    if (structure.mean.length > 0 || structure.terms.some(({ parents }) => parents.length > 0))
      arrangements.push(new NestedArrangement(layout, structure, deviance));
    if (blocks.length > sizes.length) arrangements.push(new TermArrangement(layout, structure, deviance));
    this.arrangements = arrangements;
    if (arrangements.length > 0) this.joint = new JointMinimum(layout, deviance.degreesOfFreedom);
  }

  get theta(): Float64Array {
    return this.matched ? this.joint!.theta : this.closed.theta;
  }

  get decrement(): number {
    return this.matched ? this.joint!.decrement : this.closed.decrement;
  }

  get isMinimiser(): boolean {
    return this.matched === undefined || this.joint!.isMinimiser;
  }

  match(theta: Float64Array): boolean {
    if (!this.matchTraces(theta)) return false;
    this.matchSquares();
    return true;
  }

  /** The part of {@link match} that does not depend on the response. */
  matchTraces(theta: Float64Array): boolean {
    const { arrangements, joint, at } = this;
    this.matched = undefined;
    if (joint !== undefined) {
      assign(at, theta);
      joint.setCurrent(theta);
      for (let i = 0; i < arrangements.length; i++) {
        if (!arrangements[i].matchTraces(joint.current)) continue;
        this.matched = arrangements[i];
        return true;
      }
    }
    return this.matchBlockTraces(theta);
  }

  /** The part of {@link match} that depends on the response. */
  matchSquares(): void {
    if (this.matched) {
      this.matched.matchSquares();
      return;
    }
    const { blockStrata, squares } = this;
    for (let b = 0; b < blockStrata.length; b++) {
      this.gather(b, this.deviance.squares, squares[b]);
      blockStrata[b].matchSquares(squares[b]);
    }
  }

  minimize(mu: number): boolean {
    const { matched, closed, deviance } = this;
    const total = totalVariance(deviance, deviance.r2);
    const linear = deviance.sigma !== undefined;
    if (matched === undefined) return closed.minimize(total, mu, linear);
    return this.joint!.minimize(matched.strata, matched.own, this.at, total, mu, linear);
  }

  private matchBlockTraces(theta: Float64Array): boolean {
    const { blockStrata, structure, layout, traces } = this;
    for (let b = 0; b < blockStrata.length; b++) {
      const stratum = blockStrata[b];
      const { count, levels } = structure.terms[layout.blocks[b].term];
      this.gather(b, this.deviance.traces, traces[b]);
      if (stratum.matchTrace(traces[b], count, theta)) continue;
      // By Jensen's inequality V ≥ Σ with all levels counted, but where it holds with equality D is rounding.
      if (!stratum.matchTrace(traces[b], levels, theta) && !stratum.matchTrace(traces[b], levels * (1 + 1e-7), theta))
        return false;
    }
    return true;
  }

  /** Copies the rows and columns of a block out of a term's matrix, unless it is the whole. */
  private gather(b: number, whole: readonly Float64Array[], out: Float64Array): void {
    const { term, columns, size } = this.layout.blocks[b];
    const s = this.layout.sizes[term];
    if (size === s) return;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) out[i * size + j] = whole[term][columns[i] * s + columns[j]];
  }
}
