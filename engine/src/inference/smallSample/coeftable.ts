import { twoSidedP } from "../../distributions/normal";
import { studentTwoSidedP } from "../../distributions/studentT";
import { OptionError } from "../../errors";
import { checkModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import type { LinearMixedModel } from "../../model/linearMixedModel";
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
}

/**
 * The coefficients with their standard errors and z tests: columns coefname, Coef., Std. Error, z, Pr(>|z|). With `dof`
 * t tests instead: columns coefname, Coef., Std. Error, df, t, Pr(>|t|), NaN for coefficients that are not estimated.
 */
export function coeftable(model: LinearMixedModel, options: CoeftableOptions = {}): Table {
  checkModel("coeftable", model);
  checkOptions("coeftable", options, ["dof"]);
  const { coefnames, coef, stderror } = model;
  const display = (caption: string): TableDisplay => ({
    rowHeader: true,
    missing: "NaN",
    maxRows: Infinity,
    caption,
    get notes() {
      return failedFits([model]);
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
