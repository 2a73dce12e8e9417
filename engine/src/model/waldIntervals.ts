import { Table } from "../table/table";
import type { LinearMixedModel } from "./linearMixedModel";
import { twoSidedP } from "./normal";

/** Wald intervals β̂ ± z·SE of the coefficients: columns par, lower, upper. */
export function waldIntervals(model: LinearMixedModel, level: number): Table {
  const z = normalBound(level);
  const { coefnames, coef, stderror } = model;
  return Table.fromColumns(
    [["par", [...coefnames]], ["lower", coef.map((value, j) => value - z * stderror[j])], ["upper", coef.map((value, j) => value + z * stderror[j])]],
    { rowHeader: true, caption: `${Number((100 * level).toFixed(4))} % confidence intervals (Wald)`, missing: "NaN", maxRows: Infinity },
  );
}

/** z with P(|Z| ≤ z) = level for a standard normal Z, by Newton's method from below. */
export function normalBound(level: number): number {
  let z = 0;
  for (let step = 0; step < 100; step++) {
    const change = (twoSidedP(z) - (1 - level)) / (Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2));
    z += change;
    if (Math.abs(change) <= 1e-15 * z) break;
  }
  return z;
}
