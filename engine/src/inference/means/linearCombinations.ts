import { checkDrawnFrom } from "../../bootstrap/sample/checkDrawnFrom";
import { checkSample } from "../../bootstrap/sample/checkSample";
import type { MixedModelBootstrap } from "../../bootstrap/sample/mixedModelBootstrap";
import { numbered } from "../../bootstrap/sample/sampleLayout";
import { shortestcovint } from "../../bootstrap/sample/shortestcovint";
import { withDigits } from "../../bootstrap/sample/withDigits";
import { weightsToWorking } from "../../deviance/changeOfBasis";
import { studentBound, studentTwoSidedP } from "../../distributions/studentT";
import { DataError, OptionError } from "../../errors";
import { Estimability } from "../../model/estimability";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { type StandardErrors, workingCovariance } from "../../model/generalized/hessianCovariance";
import { combinationsAtInfinity } from "../../model/generalized/separation";
import type { MixedModel } from "../../model/mixedModel";
import { checkLevel } from "../../table/options";
import { type DofMethod, degreesOfFreedom } from "../smallSample/coeftable";
import { type DegreesOfFreedom, quadratic } from "../smallSample/satterthwaite";

export interface CombinationOptions {
  /** Level of the intervals, between 0 and 1; default 0.95. */
  level?: number;
  /** Degrees of freedom by "satterthwaite" or, for REML fits, "kenward-roger"; default normal intervals and tests. */
  dof?: DofMethod;
  /** Of a generalized model: "hessian" for the standard errors that R gives; absent for those at the θ of the fit. */
  se?: StandardErrors;
  /** A bootstrap sample of the model: its shortest coverage intervals instead. */
  sample?: MixedModelBootstrap;
}

/** Linear combinations of the coefficients, one number each; NaN for those that the data cannot estimate. */
export interface Combinations {
  readonly estimate: Float64Array;
  readonly stderror: Float64Array;
  /** ∞ for normal ones. */
  readonly dof: Float64Array;
  readonly pvalue: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * The weights of the coefficients in a combination, and, of those that are estimated, of the working ones: these lose
 * no digits where the mean in a row has large parts that cancel.
 */
export interface CombinationWeights {
  readonly user: Float64Array;
  readonly working: Float64Array;
}

/** The combination with these weights, one for each coefficient. */
export function combinationOf(model: MixedModel, user: Float64Array): CombinationWeights {
  const { kept, change } = model.data;
  const own = Float64Array.from(kept, (index) => user[index]);
  return { user, working: weightsToWorking(change.fixed, own) };
}

/** The sum of some combinations, each a number of times. */
export function sumOfCombinations(
  parts: readonly { readonly combination: CombinationWeights; readonly times: number }[],
): CombinationWeights {
  const sum = (which: keyof CombinationWeights): Float64Array =>
    parts[0].combination[which].map((_, j) =>
      parts.reduce((total, { combination, times }) => total + times * combination[which][j], 0),
    );
  return { user: sum("user"), working: sum("working") };
}

/** Names of the options of {@link combinations}, for checks. */
export const COMBINATION_OPTIONS = ["level", "dof", "se", "sample"] as const;

/**
 * Estimates, errors and intervals of Σ wⱼβⱼ for each combination.
 * @param transform what the replicates of a bootstrap are transformed by before their intervals are taken
 */
export function combinations(
  model: MixedModel,
  weights: readonly CombinationWeights[],
  { level = 0.95, dof, se, sample }: CombinationOptions,
  transform?: (value: number) => number,
): Combinations {
  checkLevel(level);
  if (sample !== undefined) checkSample("the option sample", sample);
  if (sample !== undefined) checkDrawnFrom("a sample must be drawn from its model", sample, model);
  if (sample !== undefined && dof !== undefined)
    throw new OptionError(
      "intervals come from a bootstrap sample or from degrees of freedom; got the options sample and dof",
    );
  const method = dof === undefined ? new Normal(workingCovariance(model, se)) : degreesOfFreedom(model, dof);
  const estimable = new Estimability(model.data);
  const atInfinity = model instanceof GeneralizedLinearMixedModel ? combinationsAtInfinity(model) : () => 0;
  const unknown = { stderror: NaN, dof: NaN, pvalue: NaN, lower: NaN, upper: NaN };
  const rows = weights.map(({ user, working }) => {
    if (!estimable.holds(user)) return { estimate: NaN, ...unknown };
    const limit = atInfinity(user);
    if (limit !== 0) return { estimate: limit, ...unknown };
    const estimate = working.reduce((sum, weight, j) => sum + weight * model.working.beta[j], 0);
    const error = method.workingContrast(working);
    const reach = error.stderror === 0 ? 0 : studentBound(level, error.dof) * error.stderror;
    const [lower, upper] =
      sample === undefined ? [estimate - reach, estimate + reach] : coverage(sample, user, level, transform);
    return { estimate, ...error, pvalue: studentTwoSidedP(estimate / error.stderror, error.dof), lower, upper };
  });
  const column = (name: keyof Combinations): Float64Array => Float64Array.from(rows, (row) => row[name]);
  return {
    estimate: column("estimate"),
    stderror: column("stderror"),
    dof: column("dof"),
    pvalue: column("pvalue"),
    lower: column("lower"),
    upper: column("upper"),
  };
}

/** What tables of combinations say below where some cannot be estimated, or have no error to be tested by. */
export function notDetermined(estimate: Float64Array, stderror?: Float64Array): string[] {
  return [
    ...(estimate.some(Number.isNaN)
      ? ["NaN: the rows of the fit do not determine this combination of coefficients."]
      : []),
    ...(stderror?.includes(0) ? ["NaN beside 0: a combination of no coefficients is 0, and no test says more."] : []),
  ];
}

class Normal implements Pick<DegreesOfFreedom, "workingContrast"> {
  constructor(private readonly covariance: Float64Array) {}

  workingContrast(weights: Float64Array): { stderror: number; dof: number } {
    return { stderror: Math.sqrt(quadratic(this.covariance, weights)), dof: Infinity };
  }
}

function coverage(
  sample: MixedModelBootstrap,
  weights: Float64Array,
  level: number,
  transform?: (value: number) => number,
): [number, number] {
  const columns = Array.from(weights, (_, j) => sample.tbl.numeric(numbered("β", j, weights.length)));
  const sumOf = (i: number, part: (term: number) => number): number =>
    columns.reduce((sum, column, j) => sum + (weights[j] === 0 ? 0 : part(weights[j] * column[i])), 0);
  const replicates = Array.from(columns[0].keys()).filter((i) => !Number.isNaN(sumOf(i, Number)));
  const values = Float64Array.from(replicates, (i) => sumOf(i, Number));
  if (values.length === 0)
    throw new DataError(
      `intervals need replicates; the sample has ${sample.length}, of which ${sample.failures.length} failed`,
    );
  const interval = withDigits(shortestcovint(values, level), sumOf(replicates[0], Math.abs));
  if (transform === undefined || interval.some(Number.isNaN)) return interval;
  const transformed = values.map(transform);
  return transformed.some(Number.isNaN) ? [NaN, NaN] : shortestcovint(transformed, level);
}
