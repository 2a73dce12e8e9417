import { DataError, OptionError } from "../errors";
import { newFrame } from "../formula/frame/newFrame";
import { asTable, type TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import { checkModel } from "./checkModel";
import type { LinearMixedModel } from "./linearMixedModel";
import { linearPredictor } from "./linearPredictor";

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
 * Without data the fitted values. A row with a missing value is NaN. Factors, polynomials and standardised predictors
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
  const rows = newFrame(model.data.frame, table, newLevels === "population");
  const { count, random, offset } = rows;
  const { fixed, terms } = model.data.inRows(rows);
  const predicted = linearPredictor(fixed, model.working.beta, count, offset);
  markMissing(predicted, rows.fixed);
  for (const { grouping, refs } of random) {
    const unknown = refs.indexOf(-1);
    if (newLevels === "error" && unknown >= 0)
      throw new DataError(
        `the levels of a grouping factor must be those of the fit; '${grouping}' has another one in row ${unknown + 1} (newLevels: "population" or "missing" allow it)`,
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
  return predicted;
}

/** NaN where a column has no value. */
function markMissing(values: Float64Array, columns: readonly Float64Array[]): void {
  for (const column of columns) for (let i = 0; i < values.length; i++) if (Number.isNaN(column[i])) values[i] = NaN;
}
