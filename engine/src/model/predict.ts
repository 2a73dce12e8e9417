import { DataError, OptionError } from "../errors";
import { newFrame } from "../formula/frame/newFrame";
import { environment } from "../platform/environment";
import { asTable, type TableLike } from "../table/asTable";
import { unknownName } from "../table/nearest";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { checkMixedModel } from "./checkModel";
import { meanAt, type PredictionType, separatedRows } from "./generalized/predictedMeans";
import { LinearMixedModel } from "./linearMixedModel";
import { linearPredictor } from "./linearPredictor";
import type { MixedModel } from "./mixedModel";
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
  /**
   * Of a generalized model: "response" (default) predicts means given the random effects that are added, "linpred" (or
   * R's "link") the linear predictor, "marginal" means over the population of the random effects that are not added, by
   * quadrature. Without random effects g⁻¹(xβ) is the mean of an average group, not the average over groups, which is
   * what "marginal" has.
   */
  type?: PredictionType;
}

/**
 * Predictions Xβ̂ + Zb + offset for the rows of other data, length n of those; neither response nor weights are needed.
 * Without data the fitted values. A row with a missing value is NaN, and so is one whose mean
 * the fit cannot estimate, because its design has a combination that the rows of the fit have not (an empty cell, say):
 * a warning tells how many there are. Factors, polynomials and standardised predictors
 * are coded as in the fit.
 */
export function predict(model: MixedModel, newdata?: TableLike, options: PredictOptions = {}): Float64Array {
  checkMixedModel("predict", model);
  checkOptions("predict", options, ["newLevels", "random", "type"]);
  const { newLevels = "missing", random: asked = "all", type } = options;
  const isLinear = model instanceof LinearMixedModel;
  if (isLinear && type !== undefined)
    throw new OptionError("the type of a prediction is an option for generalized models; a linear one has only one");
  const mean = isLinear ? undefined : meanAt(model, type ?? "response");
  const groupings = groupingsOf(model, asked);
  if (!["error", "population", "missing"].includes(newLevels))
    throw new OptionError(`newLevels is "error", "population" or "missing"; got ${JSON.stringify(newLevels)}`);
  if (newdata === undefined) {
    const predicted = fittedWith(model, groupings);
    if (mean === undefined || isLinear) return predicted;
    const own = model.data.frame.fixed.columns;
    separatedRows(model, own, predicted);
    const left = model.data.terms.map(({ grouping, columns, refs }) => ({ grouping, columns, refs }));
    return mean(predicted, left, groupings);
  }
  const table = asTable(newdata);
  const { count, fixed, random, offset } = newFrame(
    model.data.frame,
    table,
    newLevels === "population" || groupings.length < model.groupings.length,
  );
  const predicted = linearPredictor(fixed, isLinear ? model.coef : model.finiteCoef, count, offset);
  if (!isLinear) separatedRows(model, fixed, predicted);
  const inestimable = withoutEstimates(model, fixed, count);
  for (const row of inestimable) predicted[row] = NaN;
  if (inestimable.length > 0) environment.warn(notEstimated("predict", inestimable, count), "EstimabilityWarning");
  for (const { grouping, refs, columns } of random) {
    if (!groupings.includes(grouping)) continue;
    const unknown = refs.indexOf(-1);
    if (newLevels === "error" && unknown >= 0)
      throw new DataError(
        "the levels of a grouping factor must be those of the fit; " +
          `'${grouping}' has another one in row ${unknown + 1} (newLevels: "population" or "missing" allow it)`,
      );
    const modes = model.ranef[grouping];
    columns.forEach((column, c) => {
      const effects = modes.numeric(modes.columnNames[c + 1]);
      for (let i = 0; i < count; i++) {
        if (refs[i] >= 0) predicted[i] += column[i] * effects[refs[i]];
        else if (newLevels === "missing") predicted[i] = NaN;
      }
    });
  }
  return mean === undefined ? predicted : mean(predicted, random, groupings);
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
  const isLinear = model instanceof LinearMixedModel;
  if (groupings.length === model.groupings.length) return isLinear ? model.fitted.slice() : model.eta.slice();
  const { frame, terms } = model.data;
  const fitted = linearPredictor(
    frame.fixed.columns,
    isLinear ? model.coef : model.finiteCoef,
    frame.nobs,
    frame.offset,
  );
  for (const { grouping, refs, columns } of terms) {
    if (!groupings.includes(grouping)) continue;
    const modes = model.ranef[grouping];
    columns.forEach((column, c) => {
      const effects = modes.numeric(modes.columnNames[c + 1]);
      for (let i = 0; i < fitted.length; i++) fitted[i] += column[i] * effects[refs[i]];
    });
  }
  return fitted;
}
