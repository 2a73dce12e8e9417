import type { MixedModelBootstrap } from "../../bootstrap/sample/mixedModelBootstrap";
import { correlatedPairs } from "../../deviance/correlations";
import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { OptionError } from "../../errors";
import { unknownName } from "../../words/nearest";

const TYPES: { readonly [type: string]: string } = {
  β: "β",
  σ: "σ",
  ρ: "ρ",
  θ: "θ",
  beta: "β",
  sigma: "σ",
  rho: "ρ",
  theta: "θ",
};

/** The Greek letter of a type of parameters, which may be given in ASCII. */
export function parameterType(ptype: string): string {
  if (!Object.hasOwn(TYPES, ptype))
    throw new OptionError(unknownName("type of parameters", String(ptype), "types", Object.keys(TYPES)));
  return TYPES[ptype];
}

/**
 * What the columns of a bootstrap sample's table mean, of the parameters of one type: "β2" is "days", "σ1" "σ subj:
 * (Intercept)".
 * Columns that are not estimated are left out.
 * @param type "β", "σ", "ρ" or "θ"
 */
export function parameterNames(sample: MixedModelBootstrap, type: string): Map<string, string> {
  const columns = sample.tbl.columnNames.filter((name) => name.startsWith(type) && /^\d*$/.test(name.slice(1)));
  const { kept, terms } = sample.description;
  if (type === "β") return new Map(kept.map((j) => [columns[j], sample.coefnames[j]]));
  if (type === "σ") {
    const effects = terms.flatMap(({ grouping, names }) => names.map((name) => `σ ${grouping}: ${name}`));
    return new Map(
      columns.map((name) => [
        name,
        name === "σ" ? "σ Residual" : effects[columns.filter((other) => other !== "σ").indexOf(name)],
      ]),
    );
  }
  if (type === "ρ") {
    const layout = new CovarianceLayout(
      terms.map(({ names }) => names.length),
      terms.map(({ blocks }) => blocks),
    );
    const pairs = terms.flatMap(({ grouping, names }, t) =>
      correlatedPairs(layout, t).map(([i, j]) => `ρ ${grouping}: ${names[j]}, ${names[i]}`),
    );
    return new Map(columns.map((name, i) => [name, pairs[i]]));
  }
  return new Map(columns.map((name) => [name, name]));
}
