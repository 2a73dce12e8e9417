import type { EffectsRows } from "../deviance/effectsInverse";
import { workingDesign } from "../deviance/modelData";
import { DataError, OptionError } from "../errors";
import { newFrame } from "../formula/frame/newFrame";
import { environment } from "../platform/environment";
import { asTable, type TableLike } from "../table/asTable";
import { besideResults } from "../table/besideResults";
import { checkOptions, checkSwitch } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Table } from "../table/table";
import { unknownName } from "../words/nearest";
import { checkMixedModel } from "./checkModel";
import { type MeanOf, meanAt, type PredictionType, separatedRows } from "./generalized/predictedMeans";
import { LinearMixedModel } from "./linearMixedModel";
import { linearPredictor } from "./linearPredictor";
import type { MixedModel } from "./mixedModel";
import { predictionErrors } from "./predictionErrors";
import { fittedValues } from "./randomEffects";
import { notEstimated, withoutEstimates } from "./withoutEstimates";

export interface PredictOptions {
  /**
   * What to predict for a level of a grouping factor that the fit does not know: "missing" (default) gives NaN,
   * "population" takes its random effects as 0, "error" throws. With "population" the columns of grouping factors may
   * be absent.
   */
  newLevels?: "error" | "population" | "missing";
  /**
   * Whose random effects are added: "all" (default), "none" for the population's mean, or the names of some grouping
   * factors, as R's `re.form`. Columns of the others may be absent.
   */
  random?: "all" | "none" | readonly string[];
  /** A table with the standard errors beside the predictions; default false. Of linear models so far. */
  standardErrors?: boolean;
  /**
   * Of a generalized model: "response" (default) predicts means given the random effects that are added, "linpred" (or
   * R's "link") the linear predictor, "marginal" means over the population of the random effects that are not added, by
   * quadrature. Without random effects g⁻¹(xβ) is the mean of an average group, not the average over groups, which is
   * what "marginal" has.
   */
  type?: PredictionType;
}

/**
 * Predictions Xβ̂ + Zb̂ + offset for the rows of other data, length n of those; neither response nor weights are
 * needed. Without data the fitted values. A row with a missing value is NaN, and so is one whose mean the fit cannot
 * estimate, because its design has a combination that the rows of the fit have not (an empty cell, say): a warning
 * tells how many there are. Factors, polynomials and standardised predictors are coded as in the fit.
 *
 * With `{ standardErrors: true }` a table: the columns of these data (one that is called predicted becomes
 * "predicted (variable)"), predicted, and stderror, the standard deviation
 * of the prediction about Xβ + Zb at the θ and σ of the fit, in units of the response. It counts that β̂ and b̂ are
 * estimated, and from the same data (lme4's `se.fit`, by the joint inverse of Henderson's equations), not the error ε
 * of a new observation, nor that θ is estimated (`predictionintervals` does). Random effects that are not added, those
 * of levels that are new to the fit among them, count as 0 without an error, as in lme4: the standard error is then
 * that of the population's mean.
 */
export function predict(
  model: LinearMixedModel,
  newdata: TableLike | undefined,
  options: PredictOptions & { standardErrors: true },
): Table;
export function predict(
  model: MixedModel,
  newdata?: TableLike,
  options?: PredictOptions & { standardErrors?: false },
): Float64Array;
export function predict(model: MixedModel, newdata?: TableLike, options?: PredictOptions): Float64Array | Table;
export function predict(model: MixedModel, newdata?: TableLike, options: PredictOptions = {}): Float64Array | Table {
  checkMixedModel("predict", model);
  checkOptions("predict", options, ["newLevels", "random", "standardErrors", "type"]);
  const { newLevels = "missing", random: asked = "all", standardErrors = false } = options;
  checkSwitch("standardErrors", standardErrors);
  const mean = meanOf(model, options);
  const groupings = groupingsOf(model, asked);
  if (!["error", "population", "missing"].includes(newLevels))
    throw new OptionError(`newLevels is "error", "population" or "missing"; got ${JSON.stringify(newLevels)}`);
  if (newdata === undefined) {
    const fitted = fittedWith(model, groupings);
    if (!(model instanceof LinearMixedModel)) {
      separatedRows(model, model.data.frame.fixed.columns, fitted);
      return mean(fitted, model.data.terms, groupings);
    }
    return standardErrors ? withErrors(model, fitted, workingDesign(model.data), groupings) : fitted;
  }
  const table = asTable(newdata);
  const rows = newFrame(
    model.data.frame,
    table,
    newLevels === "population" || groupings.length < model.groupings.length,
  );
  const { count, random, offset } = rows;
  const { fixed, terms } = model.data.inRows(rows);
  const predicted = linearPredictor(fixed, model.working.beta, count, offset);
  if (!(model instanceof LinearMixedModel)) separatedRows(model, rows.fixed, predicted);
  markMissing(predicted, rows.fixed);
  const inestimable = withoutEstimates(model, rows.fixed, count);
  for (const row of inestimable) predicted[row] = NaN;
  if (inestimable.length > 0) environment.warn(notEstimated("predict", inestimable, count), "EstimabilityWarning");
  for (const { grouping, refs } of random) {
    if (!groupings.includes(grouping)) continue;
    const unknown = refs.indexOf(-1);
    if (newLevels === "error" && unknown >= 0)
      throw new DataError(
        "the levels of a grouping factor must be those of the fit; " +
          `'${grouping}' has another one in row ${unknown + 1} (newLevels: "population" or "missing" allow it)`,
      );
    const t = model.groupings.indexOf(grouping);
    const modes = model.workingModes[t];
    const s = terms[t].length;
    terms[t].forEach((column, c) => {
      for (let i = 0; i < count; i++) {
        if (refs[i] >= 0) predicted[i] += column[i] * modes[refs[i] * s + c];
        else if (newLevels === "missing") predicted[i] = NaN;
      }
    });
  }
  if (!standardErrors || !(model instanceof LinearMixedModel)) return mean(predicted, random, groupings);
  const refs = new Map(random.map((term) => [term.grouping, term.refs]));
  const design = {
    fixed,
    terms: terms.map((columns, t) => ({ refs: refs.get(model.groupings[t])!, columns })),
  };
  return withErrors(model, predicted, design, groupings, table);
}

/** What the type of a prediction makes of linear predictors. */
function meanOf(model: MixedModel, { type, standardErrors }: PredictOptions): MeanOf {
  if (model instanceof LinearMixedModel) {
    if (type !== undefined)
      throw new OptionError("the type of a prediction is an option for generalized models; a linear one has only one");
    return (predicted) => predicted;
  }
  if (standardErrors)
    throw new OptionError(
      "standard errors of predictions are computed for linear mixed models so far; " +
        `'${model.formula}' is of the family ${model.family}`,
    );
  return meanAt(model, type ?? "response");
}

/**
 * Predictions beside their standard errors.
 * @param rows the working columns of the rows, of every term of the model in its order
 * @param table the data that they are for; none for those of the fit
 */
function withErrors(
  model: LinearMixedModel,
  predicted: Float64Array,
  { fixed, terms: all }: EffectsRows,
  groupings: readonly string[],
  table?: Table,
): Table {
  const terms = all.map(({ refs, columns }, t) => ({
    refs: groupings.includes(model.groupings[t]) ? refs : new Int32Array(refs.length).fill(-1),
    columns,
  }));
  const errors = predictionErrors(model, { fixed, terms });
  return Table.fromColumns(
    besideResults(table?.columnNames.map((name) => [name, table.column(name)] as const) ?? [], [
      ["predicted", predicted],
      ["stderror", errors.map((error, row) => (Number.isNaN(predicted[row]) ? NaN : error))],
    ]),
  );
}

/** NaN where a column has no value. */
function markMissing(values: Float64Array, columns: readonly Float64Array[]): void {
  for (const column of columns) for (let i = 0; i < values.length; i++) if (Number.isNaN(column[i])) values[i] = NaN;
}

function groupingsOf({ groupings }: MixedModel, asked: NonNullable<PredictOptions["random"]>): readonly string[] {
  if (asked === "all") return groupings;
  if (asked === "none") return [];
  if (!Array.isArray(asked))
    throw new OptionError(`random is "all", "none" or names of grouping factors; got ${shownValue(asked)}`);
  const unknown = asked.find((name) => !groupings.includes(name));
  if (unknown !== undefined)
    throw new OptionError(unknownName("grouping factor", String(unknown), "grouping factors", groupings));
  return asked;
}

/** The fitted values with the random effects of some grouping factors only. */
function fittedWith(model: MixedModel, groupings: readonly string[]): Float64Array {
  if (groupings.length === model.groupings.length)
    return model instanceof LinearMixedModel ? model.fitted.slice() : model.eta.slice();
  const { data, working, workingModes } = model;
  return fittedValues(
    data,
    working.beta,
    workingModes.map((modes, t) => (groupings.includes(model.groupings[t]) ? modes : undefined)),
  );
}
