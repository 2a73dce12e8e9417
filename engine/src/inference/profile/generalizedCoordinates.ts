import { numbered } from "../../bootstrap/sample/sampleLayout";
import { userTheta } from "../../deviance/changeOfBasis";
import { OptionError } from "../../errors";
import { exp } from "../../math/exp";
import { GeneralizedObjective } from "../../minimizer/generalized/generalizedObjective";
import { positiveInverse, quasiNewton } from "../../minimizer/generalized/quasiNewton";
import type { Guard } from "../../minimizer/stopped";
import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { type Coordinate, exponential, identity, type PointParameters, type RestMinimizer } from "./coordinate";
import type { Profiled } from "./coordinates";
import { positiveTheta } from "./positiveTheta";

/** A λ of 0 is left by so much of its scale where it may no longer be the minimum. */
const NUDGE = 0.05;

/**
 * The parameters of a generalized model that are profiled: its coefficients, and the standard deviation of each term
 * that has one effect. Each is a linear function of the parameters (γ, θ, log φ) of the deviance, which is held while
 * the others are optimised by a quasi-Newton method with the Hessian of the fit.
 * @throws for a `fast`, for a separated fit and for one without a maximum
 */
export function generalizedParameters(model: GeneralizedLinearMixedModel): Profiled[] {
  const { fast, separation, endless, formula, devianceFunction: deviance, minimum, data, coefnames, coef } = model;
  if (fast || separation !== undefined)
    throw new OptionError(
      "a profile goes away from the maximum of the likelihood; " +
        `the coefficients of '${formula}' are ${fast ? "those of a fast fit" : "separated"}`,
    );
  if (endless !== undefined)
    throw new OptionError(`a profile goes away from the maximum of the likelihood; of '${formula}' ${endless}`);
  const hessian = new GeneralizedObjective(deviance).hessian(minimum.x).matrix;
  const { freeFixed, dimension } = deviance;
  const rows = model.coefficientRows();
  const p = coefnames.length;
  const fixed = data.kept.map((index, j): Profiled => {
    const name = numbered("β", index, p);
    const weights = new Float64Array(dimension);
    weights.set(rows[j]);
    return {
      name,
      estimate: coef[index],
      coordinate: (guard) =>
        coordinateOf(model, hessian, { name, estimate: coef[index], lower: -Infinity, weights, guard }),
    };
  });
  const effects = data.terms.reduce((sum, { names }) => sum + names.length, 0);
  let place = 0;
  const spreads = data.terms.flatMap(({ names, grouping }, t): Profiled[] => {
    const first = place;
    place += names.length;
    if (names.length > 1) return [];
    const name = numbered("σ", first, effects);
    const estimate = model.σs[grouping][names[0]];
    const at = freeFixed + data.layout.blocks.find(({ term }) => term === t)!.offset;
    const weights = new Float64Array(dimension);
    // The user's σ is a multiple of the working one.
    weights[at] = estimate === 0 ? userUnit(model, at - freeFixed) : estimate / minimum.x[at];
    return [
      {
        name,
        estimate,
        coordinate: (guard) => coordinateOf(model, hessian, { name, estimate, lower: 0, weights, guard }),
      },
    ];
  });
  return [...fixed, ...(deviance.hasDispersion ? [dispersionOf(model, hessian)] : []), ...spreads];
}

function dispersionOf(model: GeneralizedLinearMixedModel, hessian: Float64Array): Profiled {
  const { dimension } = model.devianceFunction;
  const weights = new Float64Array(dimension);
  weights[dimension - 1] = 1;
  const held = { ...exponential, name: "φ", estimate: model.minimum.x[dimension - 1], lower: -Infinity, weights };
  return {
    name: "φ",
    estimate: model.dispersion,
    coordinate: (guard) => coordinateOf(model, hessian, { ...held, guard }),
  };
}

function userUnit({ data: { layout, change } }: GeneralizedLinearMixedModel, at: number): number {
  const one = new Float64Array(layout.length);
  one[at] = 1;
  return Math.abs(userTheta(layout, change, one)[at]);
}

interface Held extends Partial<Pick<Coordinate, "value" | "derivative">> {
  readonly name: string;
  readonly estimate: number;
  readonly lower: number;
  /** Of the parameters (γ, θ, log φ) in the one that is held. */
  readonly weights: Float64Array;
  readonly guard: Guard | undefined;
}

function coordinateOf(
  model: GeneralizedLinearMixedModel,
  hessian: Float64Array,
  { weights, guard, ...held }: Held,
): Coordinate {
  const n = weights.length;
  const inverse = positiveInverse(hessian, n);
  const image = weights.map((_, i) => weights.reduce((sum, weight, j) => sum + inverse[i * n + j] * weight, 0));
  const variance = weights.reduce((sum, weight, j) => sum + weight * image[j], 0);
  return {
    ...identity,
    ...held,
    // Of −2 log-likelihood, so that a standard error is √(2·variance).
    scale: Math.sqrt(2 * variance),
    upper: Infinity,
    open: (use) =>
      use(
        new Rest(
          model,
          hessian,
          weights,
          image.map((value) => value / variance),
          guard,
        ),
      ),
  };
}

/** Minimises over the directions that leave a weighted sum as it is. */
class Rest implements RestMinimizer {
  private readonly objective: GeneralizedObjective;
  private readonly basis: readonly Float64Array[];
  private readonly inverse: Float64Array;
  private readonly estimate: number;
  /** What −2 log-likelihood has beyond the deviance. */
  private readonly constant: number;
  private x: Float64Array;
  private held: number;

  /** @param along the change of all parameters for a unit of the sum, tangent to the minima */
  constructor(
    private readonly model: GeneralizedLinearMixedModel,
    hessian: Float64Array,
    private readonly weights: Float64Array,
    private readonly along: Float64Array,
    guard: Guard | undefined,
  ) {
    this.objective = new GeneralizedObjective(model.devianceFunction);
    this.objective.guard = guard;
    const n = weights.length;
    const pivot = weights.reduce((best, weight, j) => (Math.abs(weight) > Math.abs(weights[best]) ? j : best), 0);
    this.basis = [...weights.keys()]
      .filter((j) => j !== pivot)
      .map((j) => {
        const direction = new Float64Array(n);
        direction[j] = 1;
        direction[pivot] = -weights[j] / weights[pivot];
        return direction;
      });
    const images = this.basis.map((direction) =>
      Float64Array.from(direction, (_, i) => direction.reduce((sum, value, j) => sum + hessian[i * n + j] * value, 0)),
    );
    const inner = Float64Array.from(this.basis.flatMap((a) => images.map((b) => dot(a, b))));
    this.inverse = positiveInverse(inner, this.basis.length);
    this.estimate = dot(weights, model.minimum.x);
    this.x = model.minimum.x.slice();
    this.held = this.estimate;
    this.constant = -2 * model.loglikelihood - model.minimum.objective;
  }

  restart(): void {
    this.x = this.model.minimum.x.slice();
    this.held = this.estimate;
    this.model.devianceFunction.forget();
  }

  at(value: number): { objective: number; slope: number; failure?: string } {
    const { objective, basis, along } = this;
    const origin = this.nudged(this.x.map((own, j) => own + (value - this.held) * along[j]));
    const pointOf = (z: Float64Array): Float64Array =>
      origin.map((own, j) => basis.reduce((sum, direction, c) => sum + z[c] * direction[j], own));
    let whole: Float64Array = new Float64Array(origin.length);
    const evaluate = (z: Float64Array) => {
      const x = pointOf(z);
      const own = objective.evaluate(x, true);
      if (Number.isNaN(own)) return { value: NaN, gradient: new Float64Array(basis.length).fill(NaN) };
      whole = objective.gradient(x);
      return { value: own, gradient: Float64Array.from(basis, (direction) => dot(direction, whole)) };
    };
    const end = quasiNewton(evaluate, new Float64Array(basis.length), this.inverse);
    if (end.failure === undefined) {
      // The last evaluation may have been a rejected one.
      evaluate(end.at);
      this.x = pointOf(end.at);
      this.held = value;
    }
    return {
      objective: end.value + this.constant,
      slope: dot(whole, along),
      ...(end.failure === undefined ? {} : { failure: end.failure }),
    };
  }

  parameters(): PointParameters {
    const { data, coefnames, devianceFunction } = this.model;
    const { layout, change, kept } = data;
    const { freeFixed } = devianceFunction;
    const beta = new Float64Array(coefnames.length).fill(-0);
    const rows = this.model.coefficientRows();
    kept.forEach((index, j) => (beta[index] = dot(rows[j], this.x.subarray(0, freeFixed))));
    const own = this.x.subarray(freeFixed, freeFixed + layout.length).slice();
    const dispersion = devianceFunction.hasDispersion ? { dispersion: exp(this.x[this.x.length - 1]) } : {};
    return { beta, sigma: 1, ...dispersion, theta: positiveTheta(layout, userTheta(layout, change, own)) };
  }

  /** A variance of 0, where the deviance is stationary, need not be the minimum any more. */
  private nudged(x: Float64Array): Float64Array {
    const { devianceFunction: deviance, data } = this.model;
    const scales = deviance.thetaScale();
    for (const j of data.layout.diagonal()) {
      const at = deviance.freeFixed + j;
      if (x[at] === 0 && this.weights[at] === 0) x[at] = NUDGE * scales[j];
    }
    return x;
  }
}

function dot(a: Float64Array, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < b.length; j++) sum += a[j] * b[j];
  return sum;
}
