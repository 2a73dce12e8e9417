import { workingTheta } from "../../deviance/changeOfBasis";
import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { InterceptDeviance, isInterceptDesign } from "../../deviance/generalized/interceptDeviance";
import { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { QuadratureDeviance } from "../../deviance/generalized/quadratureDeviance";
import type { Family } from "../../family/family";
import { familyOf, hasDispersion } from "../../family/familyOf";
import { sumOfProducts } from "../../linalg/orthogonalize";
import { GeneralizedMinimizer } from "../../minimizer/generalized/generalizedMinimum";
import { InterceptMinimizer } from "../../minimizer/generalized/interceptMinimizer";
import { changedCovariance, inverseOfFactor } from "../../model/generalized/coefficientCovariances";
import { CoefficientMap } from "../../model/generalized/coefficientMap";
import { separationOf } from "../../model/generalized/separation";
import type { GeneralizedDesignPlan } from "../drawing/generalizedPlan";
import { scaleParameter } from "../sample/sampleDescription";
import { SampleLayout } from "../sample/sampleLayout";
import { SaturatedPart } from "./saturatedPart";

const NO_MEAN = "the random effects that were drawn lead to a mean that the family cannot have";

/** How a refit ended. */
export interface GeneralizedEnd {
  readonly evaluations: number;
  /** Why it has no result. */
  readonly reason?: string;
}

interface Quick {
  readonly deviance: InterceptDeviance;
  readonly search: InterceptMinimizer;
  readonly saturated: SaturatedPart;
}

/**
 * Fits a generalized model to one response after the other. Every fit starts at the parameters of the plan, with the
 * random effects at 0, so that it depends on its own response only.
 */
export class GeneralizedFit {
  readonly sample: SampleLayout;
  private readonly layout: CovarianceLayout;
  readonly deviance: LaplaceDeviance;
  private readonly minimizer: GeneralizedMinimizer;
  private readonly map: CoefficientMap;
  private readonly keepsErrors: boolean;
  private readonly lambdas: Float64Array[];
  /** Where the last refit ended, in the coordinates of the deviance. */
  readonly end: Float64Array;
  private readonly origin: Float64Array;
  /** The search by a kernel, where that has the model. */
  private readonly quick: Quick | undefined;

  /**
   * @param options.keepsErrors whether refits write the standard errors of their coefficients too
   * @param options.withKernel whether the search may be by a kernel, and memory of kernels be held until
   *   {@link release}
   */
  constructor(
    private readonly plan: GeneralizedDesignPlan,
    { keepsErrors = false, withKernel = true }: { readonly keepsErrors?: boolean; readonly withKernel?: boolean } = {},
  ) {
    this.keepsErrors = keepsErrors;
    const { n, blocks, basis, family, link, w, offset, curvature, nAGQ, fast, working, change } = plan;
    const { terms } = working;
    const layout = (this.layout = new CovarianceLayout(
      terms.map((term) => term.columns.length),
      blocks,
    ));
    this.sample = new SampleLayout(plan.coefficients, plan.kept, layout, change, scaleParameter(family), keepsErrors);
    this.end = new Float64Array(basis.length + layout.length + Number(hasDispersion(family)));
    const own = familyOf(family, link);
    const p = basis.length;
    const x = new Float64Array(n * p);
    basis.forEach((column, j) => column.forEach((value, i) => (x[i * p + j] = value)));
    this.lambdas = layout.lambdas();
    const response = { family: own.family, link: own.link, y: plan.y.slice(), w, curvature };
    const design = { terms, layout, fixed: x, p, offset, response };
    this.deviance = nAGQ > 1 ? new QuadratureDeviance(design, nAGQ) : new LaplaceDeviance(design, fast);
    this.minimizer = new GeneralizedMinimizer(this.deviance, { ...working, system: plan.system });
    const eta = new Float64Array(n);
    plan.fixed.forEach((column, j) => column.forEach((value, i) => (eta[i] += value * plan.beta[j])));
    const theta = workingTheta(layout, change, plan.theta);
    const gamma = Float64Array.from(basis, (column) => sumOfProducts(column, eta));
    this.origin = this.minimizer.prepare({ gamma, theta, phi: plan.dispersion });
    this.map = new CoefficientMap({ fixed: working.fixed, basis }, this.deviance);
    if (!withKernel) return;
    if (nAGQ > 1 || fast || !isInterceptDesign(design)) {
      this.deviance.room.open();
      return;
    }
    const quick = new InterceptDeviance({ ...design, fixed: this.deviance.fixed.x });
    this.quick = {
      deviance: quick,
      search: new InterceptMinimizer(quick, this.origin, plan.y),
      saturated: new SaturatedPart(own.family, w),
    };
  }

  /** −2 log-likelihood of the response, without the constants of the family; NaN where the fit failed. */
  minimum(y: Float64Array): GeneralizedEnd & { readonly objective: number } {
    if (this.quick?.search.minimize(y)) {
      const { search, deviance } = this.quick;
      return { evaluations: search.evaluations, objective: search.value + deviance.offsetPart(y) };
    }
    return this.deviance.room.within(() => this.slowMinimum(y));
  }

  private slowMinimum(y: Float64Array): GeneralizedEnd & { readonly objective: number } {
    const impossible = this.impossible(y);
    if (impossible !== undefined) return { evaluations: 0, objective: NaN, reason: impossible };
    const { evaluations, failure, objective } = this.minimize(y);
    return { evaluations, objective, ...(failure === undefined ? {} : { reason: failure }) };
  }

  /** Fits a response and writes the estimates into row `row` of columns that are `count` long. */
  refit(response: Float64Array, columns: Float64Array, count: number, row: number): GeneralizedEnd {
    const { deviance, layout, map, quick } = this;
    if (quick?.search.minimize(response)) {
      const { x, value, evaluations } = quick.search;
      this.end.set(x);
      const part = quick.deviance.offsetPart(response) - quick.saturated.at(response);
      const theta = x.subarray(deviance.freeFixed);
      layout.fill(this.lambdas, theta);
      const beta = map.coefficients(x);
      this.sample.write(columns, count, row, {
        objective: value + part,
        sigma: 1,
        beta,
        theta,
        lambdas: this.lambdas,
        ...this.errorsAt(response, x),
      });
      return { evaluations };
    }
    return deviance.room.within(() => this.slowRefit(response, columns, count, row));
  }

  private slowRefit(response: Float64Array, columns: Float64Array, count: number, row: number): GeneralizedEnd {
    const { deviance, layout, plan, map } = this;
    const { y } = deviance.design.response;
    const impossible = this.impossible(response);
    if (impossible !== undefined) return { evaluations: 0, reason: impossible };
    const found = this.minimize(response);
    const { evaluations, failure, x } = found;
    if (failure !== undefined) return { evaluations, reason: failure };
    this.end.set(x);
    deviance.evaluate(x, false);
    const beta = map.coefficients(deviance.gamma);
    const { fixed, basis, working, change } = plan;
    const design = { fixed, basis, working: working.fixed, change: change.fixed };
    if (separationOf(design, deviance.design.response, deviance.modes.eta) !== undefined)
      return { evaluations, reason: "the response is separated, so a coefficient is infinite" };
    const { lambdas, phi: dispersion } = deviance;
    const objective = deviance.objective + this.constantOf(y);
    const theta = x.subarray(deviance.freeFixed, deviance.freeFixed + layout.length);
    this.sample.write(columns, count, row, { objective, sigma: 1, dispersion, beta, theta, lambdas, ...this.errors() });
    return { evaluations };
  }

  release(): void {
    this.quick?.deviance.release();
    this.deviance.room.close();
  }

  /** Why no fit has such a response, if it is so. */
  private impossible(y: Float64Array): string | undefined {
    const { family, w } = this.deviance.design.response;
    if (y.some(Number.isNaN)) return NO_MEAN;
    // Gamma and inverse Gaussian numbers may be too small or too large for a number.
    const row = family.dispersion === "factor" ? y.findIndex((value, i) => !isPossible(family, value, w[i])) : -1;
    return row < 0
      ? undefined
      : `${family.responseRule(y[row], w[row]) ?? "responses are finite"}, and one is ${y[row]}`;
  }

  /** The standard errors at a point that the kernel has found. */
  private errorsAt(response: Float64Array, x: Float64Array): { readonly stderror?: Float64Array } {
    const { deviance, keepsErrors } = this;
    if (!keepsErrors) return {};
    return deviance.room.within(() => {
      deviance.take(response);
      deviance.evaluate(x, false);
      return this.errors();
    });
  }

  /** The standard errors of all coefficients at the last evaluation, where they are kept. */
  private errors(): { readonly stderror?: Float64Array } {
    const { deviance, map, plan, keepsErrors } = this;
    if (!keepsErrors) return {};
    const stderror = new Float64Array(plan.coefficients).fill(NaN);
    if (!deviance.eliminateRandomEffects()) return { stderror };
    const ofGamma = inverseOfFactor(deviance.fixed.factor, deviance.fixed.p);
    const own = changedCovariance(plan.change.fixed, map.covariances(ofGamma));
    const rank = plan.kept.length;
    plan.kept.forEach((index, j) => (stderror[index] = Math.sqrt(own[j * (rank + 1)])));
    return { stderror };
  }

  /** What the objective of a model has beyond the deviance at the last evaluation; see its `objective`. */
  private constantOf(y: Float64Array): number {
    const { deviance } = this;
    const { family, w } = deviance.design.response;
    let sum = 0;
    if (deviance.hasDispersion) {
      for (let i = 0; i < y.length; i++) sum += family.constant(y[i], w[i]);
      return sum;
    }
    const { mu } = deviance.rows;
    for (let i = 0; i < y.length; i++) sum += w[i] * family.unitDeviance(y[i], mu[i], 1 - mu[i], 1);
    return sum - deviance.modes.deviance;
  }

  private minimize(y: Float64Array): ReturnType<GeneralizedMinimizer["minimize"]> {
    this.deviance.take(y);
    return this.minimizer.minimize(this.origin);
  }
}

function isPossible(family: Family, y: number, w: number): boolean {
  return y < Infinity && family.responseRule(y, w) === undefined;
}
