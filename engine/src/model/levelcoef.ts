import { byGroup } from "../show/byGroup";
import { Table } from "../table/table";
import { checkMixedModel } from "./checkModel";
import type { MixedModel } from "./mixedModel";

/**
 * The coefficients of every level: fixed effect plus conditional mode, where an effect is both, as R's `coef(m)`. One
 * table per grouping factor: the level, a column for each fixed effect (NaN if it is not estimated) and one for each
 * random effect without a fixed one. Those of a generalized model are of the linear predictor.
 */
export function levelcoef(model: MixedModel): { readonly [grouping: string]: Table } {
  checkMixedModel("levelcoef", model);
  const { coefnames, coef, stderror, ranef } = model;
  const tables = model.groupings.map((grouping) => {
    const modes = ranef[grouping];
    const [header, ...effects] = modes.columnNames;
    const fixed = coefnames.map((name, j) => {
      const own = effects.includes(name) ? modes.numeric(name) : new Float64Array(modes.numRows);
      const estimate = Number.isNaN(stderror[j]) ? NaN : coef[j];
      return [name, own.map((value) => value + estimate)] as const;
    });
    const others = effects
      .filter((name) => !coefnames.includes(name))
      .map((name) => [name, modes.numeric(name)] as const);
    const columns = [
      [coefnames.includes(header) ? `${header} (level)` : header, modes.column(header)] as const,
      ...fixed,
      ...others,
    ];
    return [
      grouping,
      Table.fromColumns(columns, { rowHeader: true, caption: `Coefficients by ${grouping}`, missing: "NaN" }),
    ] as const;
  });
  return byGroup(tables, () => tables.map(([, table]) => table));
}
