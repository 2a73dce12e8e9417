import { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { Deviance } from "../../deviance/deviance";
import { devianceMaker } from "../../deviance/devianceMaker";
import { needsLevelTraces } from "../../matrices/strata";
import { Minimizer } from "../../minimizer/minimize";
import { snapToBoundary } from "../../minimizer/snapToBoundary";
import type { Floats, Heap } from "../../wasm/heap";
import type { Blueprint } from "../drawing/blueprint";

/**
 * Refits a model to one record of statistics after the other. Every refit starts at the θ of the blueprint, whose
 * factorization is shared, and sees nothing but its own record. Made on a heap; {@link begin} once that is sealed.
 */
export class ModelRefit {
  readonly layout: CovarianceLayout;
  private readonly deviance: Deviance;
  private readonly start: Deviance;
  private made: Minimizer | undefined;

  constructor(
    private readonly plan: Blueprint,
    heap: Heap,
  ) {
    const { system, n, reml, sigma, fixedSigma, logScale = 0, terms, blocks, strata } = plan;
    this.layout = new CovarianceLayout(
      terms.map((term) => term.columns.length),
      blocks,
    );
    const makeDeviance = devianceMaker(heap, system);
    const options = {
      levelTraces: needsLevelTraces(strata),
      sigma: fixedSigma === undefined ? undefined : fixedSigma / sigma,
      logScale,
    };
    this.deviance = makeDeviance(n, reml, options);
    this.start = makeDeviance(n, reml, options);
  }

  begin(): void {
    const { plan, layout, deviance, start } = this;
    const { strata, theta, traces } = plan;
    this.made = new Minimizer({ layout, deviance, strata }, traces === undefined ? {} : { traces });
    layout.fill(start.lambdas, theta);
    start.factor(true);
  }

  get minimizer(): Minimizer {
    if (this.made === undefined) throw new Error("a refit begins when its heap is sealed");
    return this.made;
  }

  /** Refits to the record that begins at a number of `records`; returns why that failed, if it did. */
  refit(records: Floats, at: number): string | undefined {
    const { minimizer, deviance, layout } = this;
    this.start.read(records, at);
    deviance.read(records, at);
    minimizer.minimize(this.plan.theta, this.start);
    if (minimizer.failure !== undefined) return minimizer.failure;
    snapToBoundary(minimizer);
    if (!minimizer.holdsSolution) {
      layout.fill(deviance.lambdas, minimizer.theta);
      deviance.factor(false);
      deviance.solve(false);
    }
    return undefined;
  }

  // A solution that was refined, not factored, has its objective in the minimizer only.
  /** The objective of the last refit, of a response in units of the blueprint's σ. */
  get objective(): number {
    return (this.minimizer.holdsSolution ? this.minimizer : this.deviance).objective;
  }
  get r2(): number {
    return (this.minimizer.holdsSolution ? this.minimizer : this.deviance).r2;
  }
  /** N: n for maximum likelihood, n − p for REML. */
  get degreesOfFreedom(): number {
    return this.deviance.degreesOfFreedom;
  }
  get beta(): Float64Array {
    return this.deviance.beta;
  }
  get lambdas(): readonly Float64Array[] {
    return this.deviance.lambdas;
  }

  release(): void {
    this.start.release();
    this.deviance.release();
  }
}
