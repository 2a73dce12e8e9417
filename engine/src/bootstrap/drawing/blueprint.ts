import { type ChangeOfBasis, toWorking, workingTheta } from "../../deviance/changeOfBasis";
import { logScale } from "../../deviance/modelData";
import { OptionError } from "../../errors";
import type { TermDesign } from "../../matrices/blockProduct";
import type { CoreSystem } from "../../matrices/coreSystem";
import type { Strata } from "../../matrices/strata";
import type { TraceMeasurements } from "../../minimizer/modelled/traceModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { shownValue } from "../../table/shownValue";
import type { Resampling } from "./resampling";

/**
 * All that a thread needs to simulate and refit; plain data that can be posted. Of weighted observations it holds the
 * weighted design, whose errors have one variance again.
 */
export interface Blueprint {
  readonly n: number;
  readonly reml: boolean;
  /** σ where the refits hold it fixed, in units of the response. */
  readonly fixedSigma?: number | undefined;
  readonly logScale?: number;
  readonly system: CoreSystem;
  readonly strata: Strata;
  readonly terms: readonly TermDesign[];
  /** Number of coefficients, and the indices of those whose columns of X were kept. */
  readonly coefficients: number;
  readonly kept: readonly number[];
  /** The working columns of X that were kept. */
  readonly fixed: readonly Float64Array[];
  /** How estimates of the working columns become those of the user's; absent where they are the same. */
  readonly change?: ChangeOfBasis | undefined;
  readonly blocks: readonly (readonly (readonly number[])[])[];
  /** The parameters that are simulated from: β of the working columns, σ, θ of these. */
  readonly beta: Float64Array;
  readonly sigma: number;
  readonly theta: Float64Array;
  readonly draws: Draws;
  /** How responses are resampled, where they are not simulated. */
  readonly resampling?: Resampling;
  /** How the traces of the deviance vary about θ, for systems whose evaluation is costly. */
  readonly traces?: TraceMeasurements;
}

/** What a bootstrap draws: the responses, as MixedModels.jl does, or the statistics that a refit needs of them. */
export type Draws = "responses" | "statistics";

/** Parameters to simulate from instead of the model's own. */
export interface SimulationParameters {
  /** Coefficients, length p. */
  β?: ArrayLike<number>;
  beta?: ArrayLike<number>;
  /** Residual standard deviation. */
  σ?: number;
  sigma?: number;
  /** Covariance parameters, length k. */
  θ?: ArrayLike<number>;
  theta?: ArrayLike<number>;
  /** Dispersion of a generalized model of a family that has one. */
  φ?: number;
  dispersion?: number;
}

const TWINS = [
  ["β", "beta"],
  ["σ", "sigma"],
  ["θ", "theta"],
  ["φ", "dispersion"],
] as const;

export function blueprint(
  model: LinearMixedModel,
  parameters: SimulationParameters,
  draws: Draws = "responses",
): Blueprint {
  checkTwins(parameters);
  if (parameters.φ !== undefined || parameters.dispersion !== undefined)
    throw new OptionError("φ is a parameter of generalized models; a linear one has σ");
  const { terms, kept, system, weighted, change, layout } = model.data;
  const beta = parameters.β ?? parameters.beta;
  const theta = parameters.θ ?? parameters.theta;
  const sigma = parameters.σ ?? parameters.sigma ?? model.sigma;
  if (!(Number.isFinite(sigma) && sigma > 0))
    throw new OptionError(`σ must be a positive number; got ${shownValue(sigma)}`);
  return {
    n: model.nobs,
    reml: model.REML,
    fixedSigma: model.criterion.sigma,
    logScale: logScale(model.data, model.REML),
    system,
    strata: model.strata,
    coefficients: model.coefnames.length,
    kept,
    fixed: weighted.fixed,
    change,
    beta: beta === undefined ? model.working.beta : workingBeta(model, vector("β", beta, model.coef.length)),
    sigma,
    theta:
      theta === undefined ? model.working.theta : workingTheta(layout, change, vector("θ", theta, model.theta.length)),
    draws,
    terms: weighted.terms.map(({ refs, levels, columns }) => ({ refs, levels, columns })),
    blocks: terms.map((term) => term.blocks),
  };
}

/** @throws where a parameter is given by both of its names */
export function checkTwins(parameters: SimulationParameters): void {
  for (const [greek, ascii] of TWINS) {
    if (parameters[greek] !== undefined && parameters[ascii] !== undefined)
      throw new OptionError(`${greek} and ${ascii} are one parameter; give one of them`);
  }
}

function workingBeta({ data: { kept, change } }: LinearMixedModel, beta: Float64Array): Float64Array {
  return toWorking(
    change.fixed,
    Float64Array.from(kept, (index) => beta[index]),
  );
}

function vector(name: string, values: ArrayLike<number>, length: number): Float64Array {
  if (typeof values !== "object" || values === null)
    throw new OptionError(`${name} must have ${length} elements; got ${shownValue(values)}`);
  const result = Float64Array.from(values);
  if (result.length !== length) throw new OptionError(`${name} must have ${length} elements; got ${result.length}`);
  const bad = result.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OptionError(`${name} must hold finite numbers; got ${bad}`);
  return result;
}
