import type { CovarianceLayout } from "../deviance/covarianceLayout";
import type { Deviance } from "../deviance/deviance";
import type { Problem } from "../deviance/problem";
import type { Objective, Step } from "./descent";
import type { Guard } from "./stopped";
import { Surrogate } from "./surrogate/surrogate";

/** The deviance as a function of θ. */
export class Evaluation implements Objective {
  /** How many derivatives have been computed. */
  derivatives = 0;

  constructor(
    readonly layout: CovarianceLayout,
    readonly deviance: Deviance,
    readonly guard?: Guard,
  ) {}

  get r2(): number {
    return this.deviance.r2;
  }

  evaluate(theta: Float64Array, derivative: boolean): number {
    const { layout, deviance } = this;
    this.guard?.();
    if (derivative) this.derivatives++;
    layout.fill(deviance.lambdas, theta);
    return deviance.factor(derivative) ? deviance.solve(derivative) : NaN;
  }
}

/** The deviance with traces that are only sampled where that is possible: good enough for a first step. */
export class SampledEvaluation implements Objective {
  /** Whether the last evaluation sampled the traces. */
  wasSampled = false;

  constructor(private readonly exact: Evaluation) {}

  get r2(): number {
    return this.exact.r2;
  }

  evaluate(theta: Float64Array): number {
    const { layout, deviance, guard } = this.exact;
    guard?.();
    layout.fill(deviance.lambdas, theta);
    this.wasSampled = false;
    if (!deviance.factor(false)) return NaN;
    this.wasSampled = deviance.sampleTraces?.() ?? false;
    return this.wasSampled ? deviance.solve(true) : this.exact.evaluate(theta, true);
  }
}

/**
 * The first point of many minimisations: its factorization and all of the surrogate that does not depend on the
 * response are made once.
 */
export class SharedStart implements Objective, Step {
  private readonly surrogate: Surrogate;
  private readonly start: Float64Array;
  private readonly matched: boolean;

  constructor(
    { layout, strata }: Problem,
    readonly deviance: Deviance,
    start: Float64Array,
  ) {
    this.start = start.slice();
    this.surrogate = new Surrogate(layout, deviance, strata);
    this.matched = this.surrogate.matchTraces(start);
  }

  isOf(deviance: Deviance, start: Float64Array): boolean {
    if (deviance !== this.deviance) return false;
    for (let i = 0; i < start.length; i++) if (start[i] !== this.start[i]) return false;
    return true;
  }

  get r2(): number {
    return this.deviance.r2;
  }

  get theta(): Float64Array {
    return this.surrogate.theta;
  }

  get decrement(): number {
    return this.surrogate.decrement;
  }

  get isMinimiser(): boolean {
    return this.surrogate.isMinimiser;
  }

  evaluate(): number {
    return this.deviance.solve(true);
  }

  match(): boolean {
    if (this.matched) this.surrogate.matchSquares();
    return this.matched;
  }

  minimize(mu: number): boolean {
    return this.surrogate.minimize(mu);
  }
}
