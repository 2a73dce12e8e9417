import type { ModelData } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { invertLower } from "../../linalg/small";
import { hessianEvaluations } from "../../minimizer/derivatives";
import { Minimizer } from "../../minimizer/minimize";
import type { Guard } from "../../minimizer/stopped";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { type Coordinate, identity, type ProfilePoint, type RestMinimizer } from "./coordinate";
import { CostlyCoefficient } from "./costlyCoefficient";
import { type WithoutCoefficient, withoutCoefficient } from "./withoutCoefficient";
import { type ProblemResponse, withProblem } from "./withProblem";

/**
 * The coordinate of a coefficient: with wᵀβ = b, w the weights of the working coefficients in it, the rest is a model
 * with a column less for the response y − b·x, minimised from the θ before.
 * @param index of the coefficient among all, one that is estimated
 */
export function coefficientCoordinate(model: LinearMixedModel, index: number, name: string, guard?: Guard): Coordinate {
  const held = withoutCoefficient(model, index);
  const { sigma } = model.criterion;
  const estimate = model.coef[index];
  const scale = model.stderror[index];
  const open = <T>(use: (rest: RestMinimizer) => T): T =>
    withProblem(
      held.without,
      model.response,
      (problem, response) =>
        hessianEvaluations(problem) > 0
          ? use(new CostlyCoefficient(model, held, problem, { estimate, scale }))
          : fromLastTheta(model, held, problem, { response, estimate, guard }, use),
      { sigma, guard },
    );
  return { ...identity, name, estimate, scale, lower: -Infinity, upper: Infinity, open };
}

function fromLastTheta<T>(
  { data, response, working, criterion }: LinearMixedModel,
  { weights, column, parameters }: WithoutCoefficient,
  problem: Problem,
  options: { readonly response: ProblemResponse; readonly estimate: number; readonly guard: Guard | undefined },
  use: (rest: RestMinimizer) => T,
): T {
  const { response: shifted, guard } = options;
  const { deviance, layout } = problem;
  const minimizer = new Minimizer(problem);
  const start = working.theta.slice();
  let held = options.estimate;
  return slopeInFull(data, response, weights, { sigma: criterion.sigma, guard }, (slope) =>
    use({
      at: (value): ProfilePoint => {
        held = value;
        shifted.set(response.map((own, i) => own - value * column[i]));
        minimizer.minimize(start);
        const { objective, failure, theta } = minimizer;
        start.set(theta);
        return { objective, slope: slope(theta, value), ...(failure === undefined ? {} : { failure }) };
      },
      parameters: () => {
        layout.fill(deviance.lambdas, start);
        deviance.factor(false);
        deviance.solve(false);
        const others = deviance.beta.map((own, j) => shifted.leastSquares[j] + own);
        return parameters(others, held, problem, start);
      },
      restart: () => start.set(working.theta),
    }),
  );
}

/**
 * Calls `use` with the derivative of the minimum in b at the θ where it lies: in the full model r² rises by (b −
 * wᵀβ̂)²/c with c = wᵀ(XᵀV⁻¹X)⁻¹w, so the slope is n·2(b − wᵀβ̂)/(c·r²), or 2(b − wᵀβ̂)/(c·σ²) where σ is held fixed.
 */
function slopeInFull<T>(
  data: ModelData,
  response: Float64Array,
  weights: Float64Array,
  options: { readonly sigma: number | undefined; readonly guard: Guard | undefined },
  use: (slope: (theta: Float64Array, at: number) => number) => T,
): T {
  const { sigma } = options;
  const p = weights.length;
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
        let apart = at;
        for (let k = 0; k < p; k++) {
          let sum = 0;
          for (let j = 0; j <= k; j++) sum += inverse[k * p + j] * weights[j];
          c += sum ** 2;
          apart -= weights[k] * (leastSquares[k] + deviance.beta[k]);
        }
        const variance = sigma === undefined ? (deviance.r2 + apart ** 2 / c) / deviance.degreesOfFreedom : sigma ** 2;
        return (2 * apart) / (c * variance);
      }),
    options,
  );
}
