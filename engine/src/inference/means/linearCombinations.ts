import { checkSample } from "../../bootstrap/sample/checkSample";
import type { MixedModelBootstrap } from "../../bootstrap/sample/mixedModelBootstrap";
import { numbered } from "../../bootstrap/sample/sampleLayout";
import { shortestcovint } from "../../bootstrap/sample/shortestcovint";
import { weightsToWorking } from "../../deviance/changeOfBasis";
import { triangularCoefficients } from "../../deviance/modelData";
import { studentBound, studentTwoSidedP } from "../../distributions/studentT";
import { DataError, OptionError } from "../../errors";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { checkLevel } from "../../table/options";
import { type DofMethod, degreesOfFreedom } from "../smallSample/coeftable";
import { type DegreesOfFreedom, quadratic } from "../smallSample/satterthwaite";

export interface CombinationOptions {
  /** Level of the intervals, between 0 and 1; default 0.95. */
  level?: number;
  /** Degrees of freedom by "satterthwaite" or, for REML fits, "kenward-roger"; default normal intervals and tests. */
  dof?: DofMethod;
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

/** Names of the options of {@link combinations}, for checks. */
export const COMBINATION_OPTIONS = ["level", "dof", "sample"] as const;

/** Estimates, errors and intervals of Σ wⱼβⱼ for each row w of weights, one for each coefficient. */
export function combinations(
  model: LinearMixedModel,
  weights: readonly Float64Array[],
  { level = 0.95, dof, sample }: CombinationOptions,
): Combinations {
  checkLevel(level);
  if (sample !== undefined) checkSample("the option sample", sample);
  if (sample !== undefined && sample.description.formula !== model.formula)
    throw new OptionError(
      `a sample must be drawn from its model; that of '${sample.description.formula}' is not of '${model.formula}'`,
    );
  if (sample !== undefined && dof !== undefined)
    throw new OptionError(
      "intervals come from a bootstrap sample or from degrees of freedom; got the options sample and dof",
    );
  const method = dof === undefined ? new Normal(model) : degreesOfFreedom(model, dof);
  const estimable = new Estimability(model);
  const rows = weights.map((own) => {
    if (!estimable.holds(own)) return { estimate: NaN, stderror: NaN, dof: NaN, pvalue: NaN, lower: NaN, upper: NaN };
    const { kept } = model.data;
    const estimate = kept.reduce((sum, index) => sum + own[index] * model.coef[index], 0);
    const error = method.contrast(Float64Array.from(kept, (index) => own[index]));
    const reach = error.stderror === 0 ? 0 : studentBound(level, error.dof) * error.stderror;
    const [lower, upper] = sample === undefined ? [estimate - reach, estimate + reach] : coverage(sample, own, level);
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

class Normal implements Pick<DegreesOfFreedom, "contrast"> {
  constructor(private readonly model: LinearMixedModel) {}

  contrast(weights: Float64Array): { stderror: number; dof: number } {
    const { working, data } = this.model;
    const own = weightsToWorking(data.change.fixed, weights);
    return { stderror: Math.sqrt(quadratic(working.covariance, own)), dof: Infinity };
  }
}

/** A combination is estimable if it gives a dependent column what it gives the columns that make it up. */
class Estimability {
  private readonly dependent: { readonly index: number; readonly parts: Float64Array }[];

  constructor(private readonly model: LinearMixedModel) {
    const { data } = model;
    const {
      frame: {
        fixed: { columns },
      },
      kept,
      weighted: { roots },
    } = data;
    const weightedColumn = (index: number): Float64Array =>
      roots === undefined ? columns[index] : columns[index].map((value, i) => value * roots[i]);
    this.dependent = [...columns.keys()]
      .filter((index) => !kept.includes(index))
      .map((index) => ({ index, parts: triangularCoefficients(data, weightedColumn(index)) }));
  }

  holds(weights: Float64Array): boolean {
    const { kept, change } = this.model.data;
    const own = weightsToWorking(
      change.fixed,
      Float64Array.from(kept, (index) => weights[index]),
    );
    return this.dependent.every(({ index, parts }) => {
      const expected = parts.reduce((sum, part, j) => sum + part * own[j], 0);
      return Math.abs(weights[index] - expected) <= 1e-8 * (Math.abs(expected) + Math.abs(weights[index]) + 1e-8);
    });
  }
}

function coverage(sample: MixedModelBootstrap, weights: Float64Array, level: number): [number, number] {
  const columns = Array.from(weights, (_, j) => sample.tbl.numeric(numbered("β", j, weights.length)));
  const values = Float64Array.from({ length: sample.length }, (_, i) =>
    columns.reduce((sum, column, j) => sum + (weights[j] === 0 ? 0 : weights[j] * column[i]), 0),
  ).filter((value) => !Number.isNaN(value));
  if (values.length === 0)
    throw new DataError(
      `intervals need replicates; the sample has ${sample.length}, of which ${sample.failures.length} failed`,
    );
  return shortestcovint(values, level);
}
