import { twoSidedP } from "../../distributions/normal";
import { normalBound } from "../../distributions/normalQuantile";
import { studentTwoSidedP } from "../../distributions/studentT";
import { OptionError } from "../../errors";
import { exp } from "../../math/exp";
import { checkMixedModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { hessianErrors, type StandardErrors } from "../../model/generalized/hessianCovariance";
import { ratioKind } from "../../model/generalized/ratios";
import type { MixedModel } from "../../model/mixedModel";
import { checkLevel, checkOptions, checkSwitch } from "../../table/options";
import { byError, estimateFormats, TEST_FORMATS } from "../../table/resultFormats";
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
  se?: StandardErrors;
  /**
   * Of a generalized model: exp β̂ with the ends of its interval, exp(β̂ ± z·SE), instead of β̂: the odds ratios of a
   * logit link, the rate ratios of a log link, the hazard ratios of cloglog; default false.
   */
  ratios?: boolean;
  /** Level of the intervals of ratios; default 0.95. */
  level?: number;
}

const ESTIMATES = estimateFormats(["Coef."], "Std. Error");

/**
 * The coefficients with their standard errors and z tests: columns coefname, Coef., Std. Error, z, Pr(>|z|). With `dof`
 * t tests instead: columns coefname, Coef., Std. Error, df, t, Pr(>|t|), NaN for coefficients that are not estimated.
 */
export function coeftable(model: MixedModel, options: CoeftableOptions = {}): Table {
  checkMixedModel("coeftable", model);
  checkOptions("coeftable", options, ["dof", "se", "ratios", "level"]);
  const { ratios = false } = options;
  checkSwitch("ratios", ratios);
  const { coefnames, coef } = model;
  const stderror = standardErrors(model, options.se);
  const display = (caption: string, formats: TableDisplay["formats"]): TableDisplay => ({
    rowHeader: true,
    missing: "NaN",
    formats,
    maxRows: Infinity,
    caption,
    get notes() {
      return failedFits<MixedModel>([model]);
    },
  });
  if (options.level !== undefined && !ratios)
    throw new OptionError(`level is that of the intervals of ratios, which are not asked for; got ${options.level}`);
  if (options.dof === undefined) {
    const z = coef.map((value, j) => value / stderror[j]);
    if (ratios) return ratioTable(model, stderror, z, options.level, display);
    return Table.fromColumns(
      [
        ["coefname", [...coefnames]],
        ["Coef.", coef.slice()],
        ["Std. Error", stderror.slice()],
        ["z", z],
        ["Pr(>|z|)", z.map(twoSidedP)],
      ],
      display("Coefficients", ESTIMATES),
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
    display(`Coefficients (degrees of freedom by ${dofNames[options.dof]})`, ESTIMATES),
  );
}

/** exp β̂ with its interval: columns coefname, Ratio, lower, upper, z, Pr(>|z|). */
function ratioTable(
  model: MixedModel,
  stderror: Float64Array,
  z: Float64Array,
  level = 0.95,
  display: (caption: string, formats: TableDisplay["formats"]) => TableDisplay,
): Table {
  const kind = ratioKind(model);
  checkLevel(level);
  const reach = normalBound(level);
  const { coefnames, coef } = model;
  const title = `${kind[0].toUpperCase()}${kind.slice(1)}, ${Number((100 * level).toFixed(4))} % intervals`;
  return Table.fromColumns(
    [
      ["coefname", [...coefnames]],
      ["Ratio", coef.map(exp)],
      ["lower", coef.map((value, j) => exp(value - reach * stderror[j]))],
      ["upper", coef.map((value, j) => exp(value + reach * stderror[j]))],
      ["z", z],
      ["Pr(>|z|)", z.map(twoSidedP)],
    ],
    display(title, {
      ...TEST_FORMATS,
      ...Object.fromEntries(["Ratio", "lower", "upper"].map((name) => [name, byError(["lower", "upper"])])),
    }),
  );
}

function standardErrors(model: MixedModel, se: CoeftableOptions["se"]): Float64Array {
  if (se === undefined) return model.stderror;
  return hessianErrors(model, se);
}

export const dofNames: { readonly [method in DofMethod]: string } = {
  satterthwaite: "Satterthwaite",
  "kenward-roger": "Kenward and Roger",
};

/** The method of the given name for a model. */
export function degreesOfFreedom(model: MixedModel, dof: DofMethod): DegreesOfFreedom {
  if (model instanceof GeneralizedLinearMixedModel)
    throw new OptionError(
      "degrees of freedom (dof) belong to t and F tests of linear mixed models; a generalized one has tests by z and " +
        `χ², got ${JSON.stringify(dof)}`,
    );
  if (!Object.hasOwn(dofNames, dof))
    throw new OptionError(
      `the degrees of freedom are found by "satterthwaite" or "kenward-roger"; got ${JSON.stringify(dof)}`,
    );
  return dof === "satterthwaite" ? new Satterthwaite(model) : new KenwardRoger(model);
}
