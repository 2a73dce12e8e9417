import { fisherUpper } from "../../distributions/studentT";
import { OptionError } from "../../errors";
import { checkMixedModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { type StandardErrors, withHessian, workingCovariance } from "../../model/generalized/hessianCovariance";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { checkOptions } from "../../table/options";
import { TEST_FORMATS } from "../../table/resultFormats";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";
import { type DofMethod, degreesOfFreedom, dofNames } from "../smallSample/coeftable";
import type { JointTest } from "../smallSample/satterthwaite";
import { emptyCells } from "./emptyCells";
import { hypotheses, type TestType } from "./hypotheses";
import { waldTest } from "./waldTest";

export interface AnovaOptions {
  /**
   * How the denominator's degrees of freedom are found: "satterthwaite" (default) or, for REML fits, "kenward-roger".
   * Satterthwaite's of a test of several rows are lmerTest's (Kuznetsova, Brockhoff & Christensen 2017, JSS 82(13)):
   * they depend a little (in 300 tables with empty cells mostly below 1 %, once 10 %) on which rows span the
   * hypothesis, and so on the order of levels. Those of Kenward and Roger do not.
   */
  dof?: DofMethod;
  /** Of a generalized model: "hessian" for the covariances that R has, as car::Anova takes them. */
  se?: StandardErrors;
  /** What the test of a term takes as given; default "III". */
  type?: TestType;
}

/**
 * F tests of the fixed effects, one for each term that the formula has written, but the intercept. Columns term, numdf,
 * dendf, F, Pr(>F).
 *
 * Type III (default), as SAS and lmerTest define it: the test of a factor is about means over the levels of the others,
 * each level alike, that of a slope about its mean over them; the same F for every coding of the factors and every
 * base.
 * Type II: what a term adds to all those that it is not within. Type I: what it adds to those before it. Cells without
 * a row are named below the table.
 * Of a generalized model the tests are Wald's: columns term, χ²-dof, χ², P(>χ²).
 * @throws an OptionError for another type
 */
export function anova(model: MixedModel, options: AnovaOptions = {}): Table {
  checkMixedModel("anova", model);
  checkOptions("anova", options, ["dof", "se", "type"]);
  const { dof = "satterthwaite", type = "III" } = options;
  if (!["I", "II", "III"].includes(type))
    throw new OptionError(`the type of anova is "I", "II" or "III"; got ${shownValue(type)}`);
  if (model instanceof GeneralizedLinearMixedModel) return waldTests(model, type, options);
  if (options.se !== undefined) withHessian(model, options.se);
  const method = degreesOfFreedom(model, dof);
  const tested = hypotheses(model, type);
  return tableOfTests(
    model,
    tested.map(({ name }) => name),
    tested.map(({ rows }) => method.workingJoint(rows)),
    `F tests of the fixed effects (type ${type}, degrees of freedom by ${dofNames[dof]})`,
    emptyCells(model),
  );
}

function waldTests(model: GeneralizedLinearMixedModel, type: TestType, { dof, se }: AnovaOptions): Table {
  if (dof !== undefined)
    throw new OptionError(
      `degrees of freedom (dof) belong to F tests of linear mixed models; anova of a generalized one has Wald's χ², ` +
        `got ${shownValue(dof)}`,
    );
  const tested = hypotheses(model, type);
  const covariance = workingCovariance(model, se);
  const tests = tested.map(({ rows }) => waldTest(model, rows, undefined, covariance));
  return Table.fromColumns(
    [
      ["term", tested.map(({ name }) => name)],
      ["χ²-dof", Int32Array.from(tests, ({ dof }) => dof)],
      ["χ²", Float64Array.from(tests, ({ chisq }) => chisq)],
      ["P(>χ²)", Float64Array.from(tests, ({ pvalue }) => pvalue)],
    ],
    {
      rowHeader: true,
      caption: `Wald tests of the fixed effects (type ${type})`,
      missing: "NaN",
      get notes() {
        return [...failedFits<MixedModel>([model]), ...emptyCells(model)];
      },
      formats: TEST_FORMATS,
      maxRows: Infinity,
    },
  );
}

/** The weights, among the estimated coefficients, of each of those that belong to the columns. */
export function unitRows(kept: readonly number[], columns: readonly number[]): Float64Array[] {
  return columns
    .filter((index) => kept.includes(index))
    .map((index) => Float64Array.from(kept, (other) => Number(other === index)));
}

/** F tests of terms of a model: columns term, numdf, dendf, F, Pr(>F). */
export function tableOfTests(
  model: LinearMixedModel,
  terms: string[],
  tests: readonly JointTest[],
  caption: string,
  notes: readonly string[] = [],
): Table {
  return Table.fromColumns(
    [
      ["term", terms],
      ["numdf", Int32Array.from(tests, ({ numdf }) => numdf)],
      ["dendf", Float64Array.from(tests, ({ dendf }) => dendf)],
      ["F", Float64Array.from(tests, ({ f }) => f)],
      ["Pr(>F)", Float64Array.from(tests, ({ f, numdf, dendf }) => fisherUpper(f, numdf, dendf))],
    ],
    {
      rowHeader: true,
      caption,
      missing: "NaN",
      get notes() {
        return [...failedFits([model]), ...notes];
      },
      formats: TEST_FORMATS,
      maxRows: Infinity,
    },
  );
}
