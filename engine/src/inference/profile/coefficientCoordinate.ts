import { type ModelData, modelData } from "../../deviance/modelData";
import { invertLower } from "../../linalg/small";
import { Minimizer } from "../../minimizer/minimize";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { type Coordinate, identity, type PointParameters, type ProfilePoint, type RestMinimizer } from "./coordinate";
import { positiveTheta } from "./positiveTheta";
import type { Guard } from "./stopped";
import { withProblem } from "./withProblem";

/**
 * The coordinate of a coefficient: with βⱼ = b the rest is the model without its column for the response y − b·xⱼ,
 * minimised from the θ before.
 * @param index of the coefficient among all, one that is estimated
 */
export function coefficientCoordinate(model: LinearMixedModel, index: number, name: string, guard?: Guard): Coordinate {
  const { data, coef, stderror, response } = model;
  const { frame } = data;
  const { sigma } = model.criterion;
  const column = frame.fixed.columns[index];
  const others = [...frame.fixed.columns.keys()].filter((j) => j !== index && data.kept.includes(j));
  const without = modelData({
    ...frame,
    fixed: { names: others.map((j) => frame.fixed.names[j]), columns: others.map((j) => frame.fixed.columns[j]) },
  });
  const open = <T>(use: (rest: RestMinimizer) => T): T =>
    withProblem(
      without,
      response,
      (problem, shifted) => {
        const minimizer = new Minimizer(problem);
        const start = model.theta.slice();
        let held = coef[index];
        return slopeInFull(data, response, index, { sigma, guard }, (slope) => {
          const at = (value: number): ProfilePoint => {
            held = value;
            shifted.set(response.map((own, i) => own - value * column[i]));
            minimizer.minimize(start);
            const { objective, failure, theta } = minimizer;
            start.set(theta);
            return { objective, slope: slope(theta, value), ...(failure === undefined ? {} : { failure }) };
          };
          const parameters = (): PointParameters => {
            const { deviance, layout } = problem;
            layout.fill(deviance.lambdas, start);
            deviance.factor(false);
            deviance.solve(false);
            const beta = new Float64Array(coef.length).fill(-0);
            others.forEach((other, j) => (beta[other] = shifted.leastSquares[j] + deviance.beta[j]));
            beta[index] = held;
            return {
              beta,
              sigma: sigma ?? Math.sqrt(deviance.r2 / deviance.degreesOfFreedom),
              theta: positiveTheta(layout, start),
            };
          };
          return use({ at, parameters, restart: () => start.set(model.theta) });
        });
      },
      { sigma, guard },
    );
  return { ...identity, name, estimate: coef[index], scale: stderror[index], lower: -Infinity, upper: Infinity, open };
}

/**
 * Calls `use` with the derivative of the minimum in b at the θ where it lies: in the full model r² rises by (b −
 * β̂ⱼ)²/cⱼⱼ with c = (XᵀV⁻¹X)⁻¹, so the slope is n·2(b − β̂ⱼ)/(cⱼⱼ·r²), or
 * 2(b − β̂ⱼ)/(cⱼⱼ·σ²) where σ is held fixed.
 */
function slopeInFull<T>(
  data: ModelData,
  response: Float64Array,
  index: number,
  options: { readonly sigma: number | undefined; readonly guard: Guard | undefined },
  use: (slope: (theta: Float64Array, at: number) => number) => T,
): T {
  const { sigma } = options;
  const j = data.kept.indexOf(index);
  const p = data.kept.length;
  return withProblem(
    data,
    response,
    ({ deviance, layout }, { leastSquares }) =>
      use((theta, at) => {
        layout.fill(deviance.lambdas, theta);
        deviance.factor(false);
        deviance.solve(false);
        const inverse = new Float64Array(p * p);
        invertLower(inverse, deviance.fixedFactor, p);
        let c = 0;
        for (let k = j; k < p; k++) c += inverse[k * p + j] ** 2;
        const apart = at - leastSquares[j] - deviance.beta[j];
        const variance = sigma === undefined ? (deviance.r2 + apart ** 2 / c) / deviance.degreesOfFreedom : sigma ** 2;
        return (2 * apart) / (c * variance);
      }),
    options,
  );
}
