import { correlatedPairs, correlation, standardDeviations } from "../../deviance/correlations";
import type { ModelData } from "../../deviance/modelData";
import { byGroup } from "../../show/byGroup";
import { byName } from "../../show/byName";
import type { Shown } from "../../show/shown";
import { Table } from "../../table/table";

/** Standard deviations and correlations of the random effects of one grouping factor. */
export interface SpreadsAndCorrelations {
  /** By column, in units of the response. */
  readonly σ: { readonly [column: string]: number };
  readonly sigma: { readonly [column: string]: number };
  /**
   * Correlations of each column with those before it, row by row of the lower triangle; −0 where it is fixed at 0
   * (zerocorr).
   */
  readonly ρ: Float64Array;
  readonly rho: Float64Array;
}

/** Standard deviations of the random effects, by grouping factor and column. */
export function spreadsByGroup(
  { layout, terms }: Pick<ModelData, "layout" | "terms">,
  lambdas: readonly Float64Array[],
  sigma: number,
): { readonly [grouping: string]: { readonly [column: string]: number } } {
  const all = new Float64Array(layout.sizes.reduce((sum, s) => sum + s, 0));
  standardDeviations(all, layout, lambdas, sigma);
  let at = 0;
  const entries = terms.map(({ grouping, names }) => {
    return [grouping, byName(names.map((name) => [name, all[at++]] as const))] as const;
  });
  const rows = entries.flatMap(([grouping, own]) =>
    Object.entries(own).map(([name, value]) => ({ grouping, name, value })),
  );
  return byGroup(entries, () => [
    Table.fromColumns(
      [
        ["group", rows.map(({ grouping }) => grouping)],
        ["column", rows.map(({ name }) => name)],
        ["σ", Float64Array.from(rows, ({ value }) => value)],
      ],
      { rowHeader: true, caption: "Standard deviations of the random effects", maxRows: Infinity },
    ),
  ]);
}

/** {@link spreadsByGroup} with the correlations. @param shown the result that a notebook shows for them */
export function spreadsAndCorrelations(
  data: Pick<ModelData, "layout" | "terms">,
  lambdas: readonly Float64Array[],
  sigma: number,
  shown: () => Shown,
): { readonly [grouping: string]: SpreadsAndCorrelations } {
  const spreads = spreadsByGroup(data, lambdas, sigma);
  return byGroup(
    data.terms.map(({ grouping, names }, t) => {
      const s = names.length;
      const ρ = new Float64Array((s * (s - 1)) / 2).fill(-0);
      for (const [i, j] of correlatedPairs(data.layout, t)) ρ[(i * (i - 1)) / 2 + j] = correlation(lambdas[t], s, i, j);
      return [grouping, { σ: spreads[grouping], sigma: spreads[grouping], ρ, rho: ρ }] as const;
    }),
    () => [shown()],
  );
}
