import { twoSidedP } from "../../distributions/normal";
import { studentTwoSidedP } from "../../distributions/studentT";
import { OptionError } from "../../errors";
import { checkMixedModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { hessianCovariance } from "../../model/generalized/hessianCovariance";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { checkOptions } from "../../table/options";
import { Table } from "../../table/table";
import type { TableDisplay } from "../../table/tableReport";
import { KenwardRoger } from "./kenwardRoger";
import { type DegreesOfFreedom, Satterthwaite } from "./satterthwaite";

/** How the degrees of freedom of t tests are found. */
export type DofMethod = "satterthwaite" | "kenward-roger";

export interface CoeftableOptions {
  /**
   * "satterthwaite" or, for REML fits, "kenward-roger" (which adjusts the standard errors too): t tests with these
   * degrees of freedom; absent for z tests.
   */
  dof?: DofMethod;
  /**
   * Of a generalized model: "hessian" for the standard errors that R gives, from the Hessian in all parameters; absent
   * for those of MixedModels.jl, at the θ of the fit.
   */
  se?: "hessian";
}

/**
 * The coefficients with their standard errors and z tests: columns coefname, Coef., Std. Error, z, Pr(>|z|). With `dof`
 * t tests instead: columns coefname, Coef., Std. Error, df, t, Pr(>|t|), NaN for coefficients that are not estimated.
 */
export function coeftable(model: MixedModel, options: CoeftableOptions = {}): Table {
  checkMixedModel("coeftable", model);
  checkOptions("coeftable", options, ["dof", "se"]);
  const { coefnames, coef } = model;
  const stderror = standardErrors(model, options.se);
  const display = (caption: string): TableDisplay => ({
    rowHeader: true,
    missing: "NaN",
    maxRows: Infinity,
    caption,
    get notes() {
      return failedFits<MixedModel>([model]);
    },
  });
  if (options.dof === undefined) {
    const z = coef.map((value, j) => value / stderror[j]);
    return Table.fromColumns(
      [
        ["coefname", [...coefnames]],
        ["Coef.", coef.slice()],
        ["Std. Error", stderror.slice()],
        ["z", z],
        ["Pr(>|z|)", z.map(twoSidedP)],
      ],
      display("Coefficients"),
    );
  }
  if (model instanceof GeneralizedLinearMixedModel)
    throw new OptionError(
      "degrees of freedom (dof) belong to t tests of linear mixed models; the coefficients of a generalized one have " +
        `z tests, got ${JSON.stringify(options.dof)}`,
    );
  const { kept } = model.data;
  const method = degreesOfFreedom(model, options.dof);
  const errors = kept.map((_, j) => method.contrast(Float64Array.from(kept, (__, i) => (i === j ? 1 : 0))));
  const column = (value: (j: number) => number): Float64Array => {
    const result = new Float64Array(coef.length).fill(NaN);
    kept.forEach((index, j) => (result[index] = value(j)));
    return result;
  };
  const df = column((j) => errors[j].dof);
  const se = column((j) => errors[j].stderror);
  const t = coef.map((value, j) => value / se[j]);
  return Table.fromColumns(
    [
      ["coefname", [...coefnames]],
      ["Coef.", coef.slice()],
      ["Std. Error", se],
      ["df", df],
      ["t", t],
      ["Pr(>|t|)", t.map((value, j) => studentTwoSidedP(value, df[j]))],
    ],
    display(`Coefficients (degrees of freedom by ${dofNames[options.dof]})`),
  );
}

function standardErrors(model: MixedModel, se: CoeftableOptions["se"]): Float64Array {
  if (se === undefined) return model.stderror;
  if (se !== "hessian") throw new OptionError(`se is "hessian" or absent; got ${JSON.stringify(se)}`);
  if (!(model instanceof GeneralizedLinearMixedModel))
    throw new OptionError("standard errors by the Hessian (se) are for generalized models; this is a linear one");
  const covariance = hessianCovariance(model);
  const p = model.coef.length;
  return model.coef.map((_, j) => Math.sqrt(covariance[j * (p + 1)]));
}

export const dofNames: { readonly [method in DofMethod]: string } = {
  satterthwaite: "Satterthwaite",
  "kenward-roger": "Kenward and Roger",
};

/** The method of the given name for a model. */
export function degreesOfFreedom(model: LinearMixedModel, dof: DofMethod): DegreesOfFreedom {
  if (!Object.hasOwn(dofNames, dof))
    throw new OptionError(
      `the degrees of freedom are found by "satterthwaite" or "kenward-roger"; got ${JSON.stringify(dof)}`,
    );
  return dof === "satterthwaite" ? new Satterthwaite(model) : new KenwardRoger(model);
}
