import { DataError, OptionError } from "../errors";
import { newFrame } from "../formula/frame/newFrame";
import { environment } from "../platform/environment";
import { asTable, type TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import { checkModel } from "./checkModel";
import type { LinearMixedModel } from "./linearMixedModel";
import { linearPredictor } from "./linearPredictor";
import { notEstimated, withoutEstimates } from "./withoutEstimates";

export interface PredictOptions {
  /**
   * What to predict for a level of a grouping factor that the fit does not know: "missing" (default) gives NaN,
   * "population" takes its random effects as 0, "error" throws. With "population" the columns of grouping factors may
   * be absent.
   */
  newLevels?: "error" | "population" | "missing";
}

/**
 * Predictions Xβ̂ + Zb + offset for the rows of other data, length n of those; neither response nor weights are needed.
 * Without data the fitted values. A row with a missing value is NaN, and so is one whose mean
 * the fit cannot estimate, because its design has a combination that the rows of the fit have not (an empty cell, say):
 * a warning tells how many there are. Factors, polynomials and standardised predictors
 * are coded as in the fit.
 */
export function predict(model: LinearMixedModel, newdata?: TableLike, options: PredictOptions = {}): Float64Array {
  checkModel("predict", model);
  checkOptions("predict", options, ["newLevels"]);
  const { newLevels = "missing" } = options;
  if (!["error", "population", "missing"].includes(newLevels))
    throw new OptionError(`newLevels is "error", "population" or "missing"; got ${JSON.stringify(newLevels)}`);
  if (newdata === undefined) return model.fitted.slice();
  const table = asTable(newdata);
  const { count, fixed, random, offset } = newFrame(model.data.frame, table, newLevels === "population");
  const predicted = linearPredictor(fixed, model.coef, count, offset);
  const inestimable = withoutEstimates(model, fixed, count);
  for (const row of inestimable) predicted[row] = NaN;
  if (inestimable.length > 0) environment.warn(notEstimated("predict", inestimable, count), "EstimabilityWarning");
  for (const { grouping, refs, columns } of random) {
    const unknown = refs.indexOf(-1);
    if (newLevels === "error" && unknown >= 0)
      throw new DataError(
        `the levels of a grouping factor must be those of the fit; '${grouping}' has another one in row ${unknown + 1} (newLevels: "population" or "missing" allow it)`,
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
  return predicted;
}
