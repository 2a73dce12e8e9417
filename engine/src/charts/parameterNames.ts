import type { MixedModelBootstrap } from "../bootstrap/mixedModelBootstrap";
import { CovarianceLayout } from "../model/covarianceLayout";
import { correlatedPairs } from "../model/varianceComponents";

/**
 * What the columns of a bootstrap sample's table mean, of the parameters of one type: "β2" is "days", "σ1" "σ subj: (Intercept)".
 * Columns that are not estimated are left out.
 * @param type "β", "σ", "ρ" or "θ"
 */
export function parameterNames(sample: MixedModelBootstrap, type: string): Map<string, string> {
  const columns = sample.tbl.columnNames.filter((name) => name.startsWith(type));
  const { kept, terms } = sample.description;
  if (type === "β") return new Map(kept.map((j) => [columns[j], sample.coefnames[j]]));
  if (type === "σ") {
    const effects = terms.flatMap(({ grouping, names }) => names.map((name) => `σ ${grouping}: ${name}`));
    return new Map(columns.map((name) => [name, name === "σ" ? "σ Residual" : effects[columns.filter((other) => other !== "σ").indexOf(name)]]));
  }
  if (type === "ρ") {
    const layout = new CovarianceLayout(terms.map(({ names }) => names.length), terms.map(({ blocks }) => blocks));
    const pairs = terms.flatMap(({ grouping, names }, t) => correlatedPairs(layout, t).map(([i, j]) => `ρ ${grouping}: ${names[j]}, ${names[i]}`));
    return new Map(columns.map((name, i) => [name, pairs[i]]));
  }
  return new Map(columns.map((name) => [name, name]));
}
