import { numbered } from "../../bootstrap/sample/sampleLayout";
import { userTheta } from "../../deviance/changeOfBasis";
import { correlatedPairs } from "../../deviance/correlations";
import { OptionError } from "../../errors";
import { atan2 } from "../../math/atan2";
import { cos } from "../../math/cos";
import { hypot } from "../../math/hypot";
import { sin } from "../../math/sin";
import { GeneralizedObjective } from "../../minimizer/generalized/generalizedObjective";
import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { generalizedDeviance } from "../../model/generalized/generalizedSubject";
import { exponential, sine } from "./coordinate";
import type { Profiled } from "./coordinates";
import { elementIndex } from "./covarianceCoordinate";
import { fixedSum, type HeldSubject, type Hold, heldCoordinate } from "./heldGeneralized";
import { rotatedTerm } from "./rotatedTerm";

/**
 * The parameters of a generalized model that are profiled: its coefficients, dispersion, and the standard deviations
 * and correlations of its random effects. Each is told by a weighted sum of the parameters (γ, θ, log φ) of a deviance,
 * for those of several effects one with the columns of their term turned; it is held while the others are optimised by
 * a quasi-Newton method with the Hessian of the fit.
 * @throws for a `fast`, for a separated fit and for one without a maximum
 */
export function generalizedParameters(model: GeneralizedLinearMixedModel): Profiled[] {
  const { fast, separation, endless, formula, data, coefnames, coef } = model;
  if (fast || separation !== undefined)
    throw new OptionError(
      "a profile goes away from the maximum of the likelihood; " +
        `the coefficients of '${formula}' are ${fast ? "those of a fast fit" : "separated"}`,
    );
  if (endless !== undefined)
    throw new OptionError(`a profile goes away from the maximum of the likelihood; of '${formula}' ${endless}`);
  const subject = fitted(model);
  const { deviance } = subject;
  const rows = model.coefficientRows();
  const fixed = data.kept.map((index, j): Profiled => {
    const name = numbered("β", index, coefnames.length);
    const weights = new Float64Array(deviance.dimension);
    weights.set(rows[j]);
    const held = { name, estimate: coef[index], lower: -Infinity, hold: fixedSum(weights) };
    return { name, estimate: coef[index], coordinate: (guard) => heldCoordinate(subject, { ...held, guard }) };
  });
  return [...fixed, ...(deviance.hasDispersion ? [dispersionOf(subject)] : []), ...components(subject)];
}

/** The fit in the coordinates that it was made in. */
function fitted(model: GeneralizedLinearMixedModel): HeldSubject {
  const { devianceFunction: deviance, minimum, data } = model;
  // The steps of the differences are those of this point, whatever was evaluated before.
  deviance.forget();
  deviance.evaluate(minimum.x, true);
  const hessian = new GeneralizedObjective(deviance).hessian(minimum.x).matrix;
  return { model, deviance, x: minimum.x, hessian, userTheta: (theta) => userTheta(data.layout, data.change, theta) };
}

function dispersionOf(subject: HeldSubject): Profiled {
  const { model, x, deviance } = subject;
  const weights = new Float64Array(deviance.dimension);
  weights[x.length - 1] = 1;
  const held = { ...exponential, name: "φ", estimate: x[x.length - 1], lower: -Infinity, hold: fixedSum(weights) };
  return {
    name: "φ",
    estimate: model.dispersion,
    coordinate: (guard) => heldCoordinate(subject, { ...held, guard }),
  };
}

function components({ model }: HeldSubject): Profiled[] {
  const { data, lambda } = model;
  const { layout, terms } = data;
  const spreads = terms.reduce((sum, { names }) => sum + names.length, 0);
  const pairs = terms.map((_, t) => correlatedPairs(layout, t));
  const correlations = pairs.reduce((sum, own) => sum + own.length, 0);
  let σ = 0;
  let ρ = 0;
  return terms.flatMap(({ names }, t) => {
    const s = names.length;
    const row = (i: number): Float64Array => lambda[t].subarray(i * s, (i + 1) * s);
    return [
      ...names.map((_, i) => deviationOf(model, t, i, numbered("σ", σ++, spreads), hypot(...row(i)))),
      ...pairs[t].map(([i, j]): Profiled => {
        const name = numbered("ρ", ρ++, correlations);
        const norms = hypot(...row(i)) * hypot(...row(j));
        if (norms === 0) return { name, estimate: NaN };
        const cosine = row(i).reduce((sum, value, k) => sum + value * row(j)[k], 0) / norms;
        return correlationOf(model, t, [i, j], name, Math.max(-1, Math.min(1, cosine)));
      }),
    ];
  });
}

/** σ of an effect: the first element of a λ whose rows begin with that effect. */
function deviationOf(
  model: GeneralizedLinearMixedModel,
  t: number,
  effect: number,
  name: string,
  estimate: number,
): Profiled {
  return {
    name,
    estimate,
    coordinate: (guard) => {
      const { subject, lower, element } = turnedSubject(model, t, [effect]);
      const weights = new Float64Array(subject.x.length);
      weights[element(0, 0)] = lower[0];
      return heldCoordinate(subject, { name, estimate, lower: 0, hold: fixedSum(weights), guard });
    },
  };
}

/**
 * ρ of two effects, by its arcsine u: of the rows (l, 0) and (a + slant·l, b) of λ the second one is
 * c·(sin u, cos u), so that (a + slant·l)·cos u − b·sin u is 0.
 */
function correlationOf(
  model: GeneralizedLinearMixedModel,
  t: number,
  [i, j]: readonly [number, number],
  name: string,
  estimate: number,
): Profiled {
  return {
    name,
    estimate,
    coordinate: (guard) => {
      const { subject, lower, size, element } = turnedSubject(model, t, [j, i]);
      const slant = lower[size] / lower[size + 1];
      const [l, a, b] = [element(0, 0), element(1, 0), element(1, 1)];
      const length = (u: number, x: Float64Array): number => (x[a] + slant * x[l]) * sin(u) + x[b] * cos(u);
      const hold: Hold = {
        at: (u) => {
          const weights = new Float64Array(subject.x.length);
          weights[a] = cos(u);
          weights[l] = slant * cos(u);
          weights[b] = -sin(u);
          return { weights, sum: 0 };
        },
        rate: length,
        broken: (u, x) =>
          x[l] > 0 && length(u, x) > 0 ? undefined : "a standard deviation became 0, where there is no correlation",
      };
      const { x: fit } = subject;
      const from = { estimate: atan2(fit[a] + slant * fit[l], fit[b]), lower: -Math.PI / 2, upper: Math.PI / 2 };
      return heldCoordinate(subject, { ...sine, name, ...from, hold, guard });
    },
  };
}

interface TurnedSubject {
  readonly subject: HeldSubject;
  /** L and S of the block, whose user's effects have the factor L·λ. */
  readonly lower: Float64Array;
  readonly size: number;
  /** Where an element of λ of the block stands among the parameters. */
  readonly element: (row: number, column: number) => number;
}

/** The fit with the columns of a term turned so that some effects come first. */
function turnedSubject(model: GeneralizedLinearMixedModel, t: number, effects: readonly number[]): TurnedSubject {
  const { devianceFunction: own, minimum, rows, approximation } = model;
  const { data, theta, block, lower, userTheta } = rotatedTerm(model, t, effects);
  const deviance = generalizedDeviance(data, rows, approximation);
  deviance.fixed.take(own.fixed);
  deviance.fixedUnit = own.fixedUnit;
  const x = minimum.x.slice();
  x.set(theta, own.freeFixed);
  const objective = new GeneralizedObjective(deviance);
  objective.evaluate(x, true);
  const { matrix: hessian } = objective.hessian(x);
  return {
    subject: { model, deviance, x, hessian, userTheta },
    lower,
    size: data.layout.blocks[block].size,
    element: (row, column) => own.freeFixed + elementIndex(data.layout, block, row, column),
  };
}
