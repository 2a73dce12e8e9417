import { weightsToWorking } from "../../deviance/changeOfBasis";
import { fisherUpper } from "../../distributions/studentT";
import { OptionError } from "../../errors";
import { orthogonalize } from "../../linalg/orthogonalize";
import { checkMixedModel } from "../../model/checkModel";
import { Estimability } from "../../model/estimability";
import { failedFits } from "../../model/failedFits";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { type StandardErrors, workingCovariance } from "../../model/generalized/hessianCovariance";
import type { MixedModel } from "../../model/mixedModel";
import { checkOptions, checkParts } from "../../table/options";
import { TEST_FORMATS } from "../../table/resultFormats";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";
import type { TableDisplay } from "../../table/tableReport";
import { type DofMethod, degreesOfFreedom, dofNames } from "../smallSample/coeftable";
import { waldTest } from "../tests/waldTest";
import { columnUnits, commonUnit } from "./columnUnits";
import { type NamedCombinations, weightsOf } from "./combinationWeights";

export interface ContestOptions {
  /** Degrees of freedom of the denominator: "satterthwaite" (default) or, for REML fits, "kenward-roger". */
  dof?: DofMethod;
  /** Of a generalized model: "hessian" for covariances as R has them; absent for those at the θ of the fit. */
  se?: StandardErrors;
  /** What each combination is, by its name, where that is not 0. */
  rhs?: { readonly [name: string]: number };
}

/**
 * F test that several combinations of the coefficients, named as in {@link lincom}, all are 0 or what `rhs` says, as
 * contestMD of lmerTest: one row with numdf, dendf, F, Pr(>F). numdf is the number of independent combinations. Of a
 * generalized model the test is Wald's: χ²-dof, χ², P(>χ²).
 * @throws an OptionError for a combination that the data cannot estimate, and for combinations of which one is made up
 * of the others
 */
export function contestMD(model: MixedModel, named: NamedCombinations, options: ContestOptions = {}): Table {
  checkMixedModel("contestMD", model);
  checkOptions("contestMD", options, ["dof", "se", "rhs"]);
  const covariance = workingCovariance(model, options.se);
  checkParts("the combinations of contestMD, such as { difference: { x: 1, z: -1 } },", named);
  const { rhs = {} } = options;
  const isGeneralized = model instanceof GeneralizedLinearMixedModel;
  const method = isGeneralized && options.dof === undefined ? undefined : (options.dof ?? "satterthwaite");
  const tests = method === undefined ? undefined : degreesOfFreedom(model, method);
  const names = Object.keys(named);
  if (names.length === 0) throw new OptionError("contestMD needs a combination or more; got none");
  for (const [name, value] of Object.entries(rhs)) {
    if (!names.includes(name))
      throw new OptionError(`rhs has a number by the name of a combination; '${name}' is none`);
    if (!Number.isFinite(value))
      throw new OptionError(`what a combination is must be a finite number; '${name}' is ${shownValue(value)}`);
  }
  const { kept } = model.data;
  const estimable = new Estimability(model.data);
  const units = columnUnits(model.data.frame);
  const combinations = names.map((name) => {
    const weights = weightsOf(model, name, named[name]);
    if (!estimable.holds(weights))
      throw new OptionError(`the rows of the fit do not determine the combination '${name}', so it cannot be tested`);
    // The denominator depends on the units of combinations (Fai & Cornelius), so those of covariates are their own.
    const unit = commonUnit(weights, units);
    return {
      row: Float64Array.from(kept, (index) => unit * weights[index]),
      wanted: unit * (rhs[name] ?? 0),
      withoutUnits: weights.map((weight, j) => (unit * weight) / units[j]),
    };
  });
  if (orthogonalize(combinations.map(({ withoutUnits }) => withoutUnits)).kept.length < names.length)
    throw new OptionError(
      `the combinations of a joint test are independent; of ${names.join(", ")} one is made up of the others`,
    );
  const rows = combinations.map(({ row }) => row);
  const values = Float64Array.from(combinations, ({ wanted }) => wanted);
  const display = (caption: string): TableDisplay => ({
    caption,
    get notes() {
      return failedFits<MixedModel>([model]);
    },
    formats: TEST_FORMATS,
    maxRows: Infinity,
  });
  if (tests === undefined) {
    const { change } = model.data;
    const own = rows.map((row) => weightsToWorking(change.fixed, row));
    const test = waldTest(model as GeneralizedLinearMixedModel, own, values, covariance);
    return Table.fromColumns(
      [
        ["χ²-dof", Int32Array.of(test.dof)],
        ["χ²", Float64Array.of(test.chisq)],
        ["P(>χ²)", Float64Array.of(test.pvalue)],
      ],
      display(`Wald test of ${names.join(", ")}`),
    );
  }
  const { f, numdf, dendf } = tests.joint(rows, values);
  return Table.fromColumns(
    [
      ["numdf", Int32Array.of(numdf)],
      ["dendf", Float64Array.of(dendf)],
      ["F", Float64Array.of(f)],
      ["Pr(>F)", Float64Array.of(fisherUpper(f, numdf, dendf))],
    ],
    display(`F test of ${names.join(", ")} (degrees of freedom by ${dofNames[method!]})`),
  );
}
