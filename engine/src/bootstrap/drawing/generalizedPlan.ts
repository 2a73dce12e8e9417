import { type ChangeOfBasis, toUser } from "../../deviance/changeOfBasis";
import type { WorkingDesign } from "../../deviance/modelData";
import { OptionError } from "../../errors";
import type { FamilyName } from "../../family/family";
import { hasDispersion } from "../../family/familyOf";
import type { LinkName } from "../../family/link";
import type { TermDesign } from "../../matrices/blockProduct";
import type { CoreSystem } from "../../matrices/coreSystem";
import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { shownValue } from "../../table/shownValue";
import { checkTwins, type SimulationParameters } from "./blueprint";

/** What generalized responses are drawn from. */
export interface GeneralizedSimulation {
  readonly n: number;
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly terms: readonly TermDesign[];
  readonly blocks: readonly (readonly (readonly number[])[])[];
  /** The columns of X that were kept. */
  readonly fixed: readonly Float64Array[];
  /** Trials of the rows, or weights, or 1. */
  readonly w: Float64Array;
  readonly offset: Float64Array;
  /** β of the kept columns. */
  readonly beta: Float64Array;
  readonly theta: Float64Array;
  /** φ, 1 where the family has none. */
  readonly dispersion: number;
}

/** What a generalized model is refitted by. */
export interface GeneralizedDesignPlan extends GeneralizedSimulation {
  readonly coefficients: number;
  readonly kept: readonly number[];
  readonly curvature: "expected" | "observed";
  readonly nAGQ: number;
  readonly fast: boolean;
  readonly system: CoreSystem;
  /** The columns that refits are computed in, and how those of the simulation belong to them. */
  readonly working: WorkingDesign;
  readonly change: ChangeOfBasis;
  /** Orthonormal basis of X. */
  readonly basis: readonly Float64Array[];
  /** The response of the fit, which only sets the coordinates that refits are computed in. */
  readonly y: Float64Array;
}

/** All that a thread needs to simulate and refit a generalized model; plain data that can be posted. */
export interface GeneralizedPlan extends GeneralizedDesignPlan {
  readonly kind: "generalized";
  /** Whether the standard errors of replicates are kept. */
  readonly keepsErrors: boolean;
}

/** Two nested generalized models of the same rows; the responses are simulated from the smaller one. */
export interface GeneralizedPairPlan {
  readonly kind: "generalizedPair";
  readonly small: GeneralizedDesignPlan;
  readonly large: GeneralizedDesignPlan;
}

/** A case bootstrap: the levels of one grouping factor are drawn with replacement, each with all of its rows. */
export interface GeneralizedCasePlan {
  readonly kind: "generalizedCase";
  readonly model: GeneralizedDesignPlan;
  /** The resampled level of each row, and how many there are. */
  readonly refs: Int32Array;
  readonly levels: number;
  /** By term: each of its levels lies within one resampled level, so that every copy of that has levels of its own. */
  readonly nested: readonly boolean[];
}

/** @throws for weights that do not tell how to draw and for parameters that do not fit the model */
export function generalizedPlan(
  model: GeneralizedLinearMixedModel,
  parameters: SimulationParameters,
  keepsErrors = false,
): GeneralizedPlan {
  const { data, family, coef, theta, separation } = model;
  const { kept } = data;
  checkDrawable(model);
  if (parameters.σ !== undefined || parameters.sigma !== undefined)
    throw new OptionError(
      `σ is a parameter of linear mixed models; a ${family} model has ${hasDispersion(family) ? "φ" : "none"}`,
    );
  checkTwins(parameters);
  const givenBeta = parameters.β ?? parameters.beta;
  if (givenBeta === undefined && separation !== undefined)
    throw new OptionError(`responses need finite coefficients; those of '${model.formula}' are separated`);
  const beta = vector("β", givenBeta ?? coef, coef.length);
  return {
    kind: "generalized",
    keepsErrors,
    ...refitPlan(model),
    beta: Float64Array.from(kept, (index) => beta[index]),
    theta: vector("θ", parameters.θ ?? parameters.theta ?? theta, theta.length),
    dispersion: dispersionOf(model, parameters.φ ?? parameters.dispersion),
  };
}

function dispersionOf({ family, dispersion }: GeneralizedLinearMixedModel, given: number | undefined): number {
  if (given === undefined) return dispersion;
  if (!hasDispersion(family))
    throw new OptionError(`φ is the dispersion of other families; a ${family} model has none`);
  if (!(typeof given === "number" && Number.isFinite(given) && given > 0))
    throw new OptionError(`φ must be a positive number; got ${shownValue(given)}`);
  return given;
}

/** @throws for weights that do not tell how to draw */
export function checkDrawable(model: GeneralizedLinearMixedModel): void {
  const { family, formula, rows } = model;
  if (family !== "Binomial" && rows.family.dispersion !== "factor" && rows.w.some((weight) => weight !== 1))
    throw new OptionError(
      `weights of a ${family} model say how often a row counts, which tells nothing of how to draw it; ` +
        `'${formula}' has weights`,
    );
}

/** What a model is refitted by, from its own estimates on, those of separated coefficients where its fit ended. */
export function refitPlan(model: GeneralizedLinearMixedModel): GeneralizedDesignPlan {
  const { data, rows, family, link, coef, theta, dispersion, working } = model;
  const { terms, kept, frame, fixed, system, basis, weighted, change } = data;
  return {
    n: model.nobs,
    family,
    link,
    terms: terms.map(({ refs, levels, columns }) => ({ refs, levels, columns })),
    blocks: terms.map((term) => term.blocks),
    fixed,
    w: rows.w,
    offset: frame.offset ?? new Float64Array(model.nobs),
    beta: toUser(change.fixed, working.beta),
    theta,
    dispersion,
    coefficients: coef.length,
    kept,
    curvature: model.curvature,
    nAGQ: model.nAGQ,
    fast: model.fast,
    system,
    working: { terms: weighted.terms, fixed: weighted.fixed },
    change,
    basis: basis.basis,
    y: rows.y,
  };
}

function vector(name: string, values: ArrayLike<number>, length: number): Float64Array {
  if (typeof values !== "object" || values === null || values.length !== length)
    throw new OptionError(`${name} must have ${length} elements; got ${shownValue(values)}`);
  const result = Float64Array.from(values);
  const bad = result.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OptionError(`${name} must hold finite numbers; got ${bad}`);
  return result;
}
