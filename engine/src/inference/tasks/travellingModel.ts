import type { ResponseRows } from "../../deviance/generalized/workingRows";
import { modelData } from "../../deviance/modelData";
import type { FamilyName } from "../../family/family";
import { familyOf } from "../../family/familyOf";
import type { LinkName } from "../../family/link";
import type { ColumnOrigin } from "../../formula/coding/columnOrigin";
import type { ModelFrame, RandomTerm, Recipe } from "../../formula/frame/modelFrame";
import { restoredModel } from "../../model/generalized/fitGeneralized";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { modelAt } from "../../model/modelAt";

/**
 * A fitted model as plain data: the numbers that its refits and profiles depend on, and the names of its response,
 * columns and grouping factors, of which errors speak. Levels are numbers.
 */
export interface TravellingModel {
  readonly response: { readonly name: string; readonly values: Float64Array };
  readonly fixed: TravellingColumns;
  readonly random: readonly TravellingTerm[];
  readonly weights?: Float64Array | undefined;
  readonly offset?: Float64Array | undefined;
  readonly fit: LinearFit | GeneralizedFit;
}

interface TravellingColumns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly origins?: readonly ColumnOrigin[] | undefined;
}

export interface TravellingTerm extends TravellingColumns {
  readonly grouping: string;
  readonly refs: Int32Array;
  readonly levels: number;
  readonly blocks: readonly (readonly number[])[];
}

export interface LinearFit {
  readonly kind: "linear";
  readonly REML: boolean;
  readonly sigma?: number | undefined;
  /** θ of the columns that the fit computes in. */
  readonly theta: Float64Array;
}

export interface GeneralizedFit {
  readonly kind: "generalized";
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly curvature: ResponseRows["curvature"];
  readonly nAGQ: number;
  readonly fast: boolean;
  readonly y: Float64Array;
  readonly w: Float64Array;
  /** γ, θ, log φ in the coordinates of the fit, and the last step in γ. */
  readonly x: Float64Array;
  readonly lastStep: Float64Array;
  /** The deviance there. */
  readonly objective: number;
  /** The working θ that the fit began with, where it was given. */
  readonly start?: Float64Array | undefined;
}

export function travelling(model: MixedModel): TravellingModel {
  const { response, fixed, random, weights, offset } = model.data.frame;
  return {
    response,
    fixed,
    random: random.map((term) => ({ ...term, levels: term.levels.length })),
    weights,
    offset,
    fit: model instanceof GeneralizedLinearMixedModel ? generalizedFit(model) : linearFit(model),
  };
}

function linearFit(model: Exclude<MixedModel, GeneralizedLinearMixedModel>): LinearFit {
  return { kind: "linear", ...model.criterion, theta: model.working.theta };
}

function generalizedFit(model: GeneralizedLinearMixedModel): GeneralizedFit {
  const { family, link, curvature, nAGQ, fast, rows, minimum, start } = model;
  const { y, w } = rows;
  const { x, lastStep, objective } = minimum;
  return { kind: "generalized", family, link, curvature, nAGQ, fast, y, w, x, lastStep, objective, start };
}

/** The model, with the bits of the one that has travelled. @throws DataError where there is none of these numbers */
export function arrived({ response, fixed, random, weights, offset, fit }: TravellingModel): MixedModel {
  const frame: ModelFrame = {
    formula: "",
    response,
    fixed: { ...fixed, names: [...fixed.names], columns: [...fixed.columns] },
    random: random.map(termOf),
    ...(weights && { weights }),
    ...(offset && { offset }),
    nobs: response.values.length,
    missing: 0,
    dates: [],
    units: [],
    recipe: NO_RECIPE,
  };
  const data = modelData(frame);
  // What is told of the way to the optimum stays with the model at home.
  const told = { evaluations: 0, decrement: NaN };
  if (fit.kind === "linear") return modelAt(data, fit, { ...told, objective: NaN, theta: fit.theta });
  const { family, link, y, w, curvature, nAGQ, fast, x, lastStep, objective, start } = fit;
  const rows: ResponseRows = { ...familyOf(family, link), y, w, curvature };
  const prepared = { data, response: rows, approximation: { nAGQ, fast }, note: undefined, trials: undefined };
  return restoredModel(prepared, { ...told, objective, x, lastStep, starts: 1, agreeing: 1 }, start);
}

function termOf({ names, columns, blocks, levels, ...term }: TravellingTerm): RandomTerm {
  const { origins, ...rest } = term;
  return {
    ...rest,
    ...(origins && { origins: [...origins] }),
    names: [...names],
    columns: [...columns],
    blocks: blocks.map((block) => [...block]),
    levels: Array.from({ length: levels }, (_, level) => String(level + 1)),
  };
}

/** The formula and the table stay at home. */
const NO_RECIPE = new Proxy({} as Recipe, {
  get: () => {
    throw new Error("of a model that has travelled only the numbers are known");
  },
});
