import { toUser } from "../deviance/changeOfBasis";
import { workingDesign } from "../deviance/modelData";
import { DataError, OptionError } from "../errors";
import { leastSquares } from "../linalg/leastSquares";
import { symmetricEigen } from "../linalg/symmetricEigen";
import { distinctName } from "../table/distinctName";
import { Table } from "../table/table";
import { unknownName } from "../words/nearest";
import { checkMixedModel } from "./checkModel";
import { fitFrame } from "./fitFrame";
import { frameOfRows } from "./frameOfRows";
import { refitRows } from "./generalized/fitGeneralized";
import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import type { MixedModel } from "./mixedModel";

/** What the table has beside levels and coefficients. */
const COLUMNS = ["nobs", "cook", "σ"];

/**
 * How each level of a grouping factor moves the estimates: the model refitted without its rows, one refit a level
 * (Nieuwenhuis, te Grotenhuis & Pelzer, R Journal 4(2), 2012, §2; as R's influence.ME).
 *
 * Columns: the level; nobs, its rows; cook, Cook's distance (β̂ − β̂₋)ᵀV₋⁻¹(β̂ − β̂₋)/p with V₋ the covariance of the
 * refit; a column for each coefficient with its dfbetas (β̂ⱼ − β̂₋ⱼ)/SE₋ⱼ; σ without the level, where there is one. NaN
 * where a refit cannot be made or estimates less, which a note tells. R's lme4 has dfbetas of the other sign, and a
 * Cook's distance by the covariance of the whole fit.
 * @param grouping one of `m.groupings`; may be absent if there is one only
 */
export function influence(model: MixedModel, grouping?: string): Table {
  checkMixedModel("influence", model);
  const { groupings, data } = model;
  if (grouping === undefined && groupings.length > 1)
    throw new OptionError(
      `influence needs the grouping factor whose levels are left out: one of ${groupings.join(", ")}`,
    );
  const name = grouping ?? groupings[0];
  const term = data.terms.find((other) => other.grouping === name);
  if (term === undefined) throw new OptionError(unknownName("grouping factor", name, "grouping factors", groupings));
  const notes = model.rank === 0 ? ["The model has no coefficients that could move."] : [];
  const results = term.levelNames.map((level, index) => {
    const rows = Array.from(term.refs.keys()).filter((row) => term.refs[row] !== index);
    const nobs = term.refs.length - rows.length;
    try {
      const without = fitOfRows(model, rows);
      if (without.rank < model.rank) throw new DataError("some coefficients cannot be estimated then");
      if (without instanceof GeneralizedLinearMixedModel && without.separation !== undefined)
        throw new DataError("the response is separated then");
      if (without.minimum.failure !== undefined)
        notes.push(`The fit without '${level}' is ${without.minimum.failure}.`);
      return { nobs, ...movement(model, without, rows) };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      notes.push(`There is no fit without '${level}': ${error.message}.`);
      return { nobs, cook: NaN, dfbetas: model.coef.map(() => NaN), sigma: NaN };
    }
  });
  const coefficients = model.coefnames.map((coefname) => distinctName(coefname, COLUMNS, "coefficient"));
  return Table.fromColumns(
    [
      [distinctName(name, [...coefficients, ...COLUMNS], "level"), [...term.levelNames]],
      ["nobs", Int32Array.from(results, ({ nobs }) => nobs)],
      ["cook", Float64Array.from(results, ({ cook }) => cook)],
      ...coefficients.map(
        (coefname, j) => [coefname, Float64Array.from(results, ({ dfbetas }) => dfbetas[j])] as const,
      ),
      ...(Number.isNaN(model.sigma) ? [] : [["σ", Float64Array.from(results, ({ sigma }) => sigma)] as const]),
    ],
    {
      rowHeader: true,
      caption: `Influence of the levels of ${name}: Cook's distance and dfbetas`,
      missing: "NaN",
      notes,
    },
  );
}

function fitOfRows(model: MixedModel, rows: readonly number[]): MixedModel {
  const frame = frameOfRows(model.data.frame, rows);
  return model instanceof GeneralizedLinearMixedModel
    ? refitRows(model, frame, rows)
    : fitFrame(frame, { ...model.criterion });
}

/** How the estimates move to those of a refit to some of the rows. */
function movement(
  model: MixedModel,
  without: MixedModel,
  rows: readonly number[],
): { cook: number; dfbetas: Float64Array; sigma: number } {
  const { kept, change } = without.data;
  const { covariance } = without.working;
  const columns = workingDesign(without.data).fixed;
  // By how much the means of the rows move, in the columns that the refit computes in: no digits of coefficients that
  // cancel are lost, as those of powers far from the origin.
  const means = combined(workingDesign(model.data).fixed, model.working.beta);
  const refitted = combined(columns, without.working.beta);
  const [moved] = leastSquares(columns, [Float64Array.from(rows, (row, i) => means[row] - refitted[i])]);
  const k = kept.length;
  // In units of the standard errors, so that no unit decides what is rounding.
  const errors = moved.map((_, i) => Math.sqrt(covariance[i * k + i]));
  const correlations = covariance.map((value, at) => value / (errors[Math.floor(at / k)] * errors[at % k]));
  const values = new Float64Array(k);
  const vectors = new Float64Array(k * k);
  symmetricEigen(correlations, values, vectors, k);
  let cook = 0;
  for (let c = 0; c < k; c++) {
    let part = 0;
    for (let i = 0; i < k; i++) part += (vectors[i * k + c] * moved[i]) / errors[i];
    cook += (part * part) / values[c];
  }
  const dfbetas = new Float64Array(model.coef.length).fill(NaN);
  toUser(change.fixed, moved).forEach((value, i) => {
    dfbetas[kept[i]] = value / without.stderror[kept[i]];
  });
  return { cook: cook / k, dfbetas, sigma: without.sigma };
}

function combined(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sums = new Float64Array(columns[0]?.length ?? 0);
  columns.forEach((column, j) => {
    for (let i = 0; i < sums.length; i++) sums[i] += weights[j] * column[i];
  });
  return sums;
}
