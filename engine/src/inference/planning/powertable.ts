import { type BinomialMethod, binomialInterval } from "../../distributions/binomialInterval";
import { OptionError } from "../../errors";
import { asTable, type TableLike } from "../../table/asTable";
import { checkLevel, checkOptions } from "../../table/options";
import { Table } from "../../table/table";
import { untestedNotes } from "./untestedNotes";

export interface PowerOptions {
  /** A test rejects when p is below this; default 0.05. */
  alpha?: number;
  /** Level of the Monte-Carlo intervals; default 0.95. */
  level?: number;
  /** Kind of the intervals: "wilson" (default) or the exact "clopper-pearson". */
  method?: BinomialMethod;
}

/**
 * The power of the tests of the coefficients: which share of simulated responses reject, with an interval for the error
 * that the finite number of these leaves. Columns coefname, power, lower, upper, n. Like `power_table` of
 * MixedModelsSim.jl.
 * @param pvalues a bootstrap sample with its coefpvalues (which one of a generalized model has with the option
 *   `stderror`), or a table with the columns coefname and p (or Pr(>|z|), Pr(>|t|), as the rows of many a coeftable
 *   have); NaN are left out
 */
export function powertable(pvalues: { readonly coefpvalues: Table } | TableLike, options: PowerOptions = {}): Table {
  checkOptions("powertable", options, ["alpha", "level", "method"]);
  const { alpha = 0.05, level = 0.95, method = "wilson" } = options;
  if (!(typeof alpha === "number" && alpha > 0 && alpha < 1))
    throw new OptionError(`alpha must lie between 0 and 1; got ${String(alpha)}`);
  checkLevel(level);
  if (method !== "wilson" && method !== "clopper-pearson")
    throw new OptionError(`intervals of a power are "wilson" or "clopper-pearson"; got ${JSON.stringify(method)}`);
  const table =
    typeof pvalues === "object" && pvalues !== null && "coefpvalues" in pvalues
      ? (pvalues as { coefpvalues: Table }).coefpvalues
      : asTable(pvalues as TableLike);
  const { refs, levels } = inOrder(table.column("coefname") as string[]);
  const p = table.numeric(table.columnNames.find((name) => /^Pr\(>\|[zt]\|\)$/.test(name)) ?? "p");
  const tested = new Float64Array(levels.length);
  const asked = new Float64Array(levels.length);
  const rejected = new Float64Array(levels.length);
  for (let i = 0; i < p.length; i++) {
    asked[refs[i]]++;
    if (Number.isNaN(p[i])) continue;
    tested[refs[i]]++;
    if (p[i] < alpha) rejected[refs[i]]++;
  }
  const bounds = levels.map((_, l) =>
    tested[l] === 0 ? [NaN, NaN] : binomialInterval(rejected[l], tested[l], level, method),
  );
  return Table.fromColumns(
    [
      ["coefname", levels],
      ["power", rejected.map((count, l) => count / tested[l])],
      ["lower", Float64Array.from(bounds, ([lower]) => lower)],
      ["upper", Float64Array.from(bounds, ([, upper]) => upper)],
      ["n", Int32Array.from(tested)],
    ],
    {
      rowHeader: true,
      interval: ["lower", "upper"],
      caption:
        `Power at α = ${alpha}, ${Number((100 * level).toFixed(4))} % Monte-Carlo intervals ` +
        `(${method === "wilson" ? "Wilson" : "Clopper–Pearson"})`,
      missing: "NaN",
      maxRows: Infinity,
      notes: untestedNotes(levels.map((coefname, l) => ({ coefname, tested: tested[l], asked: asked[l] }))),
    },
  );
}

/** Names in the order of their first rows. */
function inOrder(names: readonly string[]): { refs: Int32Array; levels: string[] } {
  const levels = [...new Set(names)];
  const position = new Map(levels.map((name, index) => [name, index]));
  return { refs: Int32Array.from(names, (name) => position.get(name)!), levels };
}
