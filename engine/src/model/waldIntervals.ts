import { normalBound } from "../distributions/normalQuantile";
import { intervalFormats } from "../table/resultFormats";
import { Table } from "../table/table";
import type { MixedModel } from "./mixedModel";

/** Wald intervals β̂ ± z·SE of the coefficients: columns par, lower, upper. */
export function waldIntervals(
  model: MixedModel,
  level: number,
  stderror = model.stderror,
  notes: string[] = [],
): Table {
  const z = normalBound(level);
  const { coefnames, coef } = model;
  return Table.fromColumns(
    [
      ["par", [...coefnames]],
      ["lower", coef.map((value, j) => value - z * stderror[j])],
      ["upper", coef.map((value, j) => value + z * stderror[j])],
    ],
    {
      formats: intervalFormats(),
      rowHeader: true,
      caption: `${Number((100 * level).toFixed(4))} % confidence intervals (Wald)`,
      missing: "NaN",
      notes,
      maxRows: Infinity,
    },
  );
}
