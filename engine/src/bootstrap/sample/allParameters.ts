import { Table } from "../../table/table";
import { type SampleDescription, scaleParameter } from "./sampleDescription";
import { numbered } from "./sampleLayout";

/** A parameter of a bootstrap sample, as `allpars` of MixedModels.jl names it. */
export interface SampleParameter {
  readonly type: "β" | "σ" | "ρ" | "φ";
  /** The grouping factor, "residual", "dispersion", or null for a coefficient. */
  readonly group: string | null;
  /** The coefficient, the column, or two columns; null for the residual and the dispersion. */
  readonly names: string | null;
  readonly values: Float64Array;
}

/**
 * Coefficients, then per grouping factor the σ of each column followed by its correlations with those before it, then
 * the residual σ or the dispersion φ.
 * @param pairs of every term, the columns [later, earlier] that correlate, row by row
 */
export function sampleParameters(
  tbl: Table,
  { coefnames, terms, family }: SampleDescription,
  pairs: readonly (readonly (readonly [number, number])[])[],
): SampleParameter[] {
  const nσ = terms.reduce((sum, { names }) => sum + names.length, 0);
  const nρ = pairs.reduce((sum, own) => sum + own.length, 0);
  const parameters: SampleParameter[] = coefnames.map((names, j) => ({
    type: "β",
    group: null,
    names,
    values: tbl.numeric(numbered("β", j, coefnames.length)),
  }));
  let [σ, ρ] = [0, 0];
  terms.forEach(({ grouping: group, names }, t) => {
    let next = 0;
    names.forEach((name, i) => {
      parameters.push({ type: "σ", group, names: name, values: tbl.numeric(numbered("σ", σ++, nσ)) });
      for (; next < pairs[t].length && pairs[t][next][0] === i; next++) {
        parameters.push({
          type: "ρ",
          group,
          names: `${names[pairs[t][next][1]]}, ${name}`,
          values: tbl.numeric(numbered("ρ", ρ++, nρ)),
        });
      }
    });
  });
  const scale = scaleParameter(family);
  if (scale === "none") return parameters;
  const group = scale === "σ" ? "residual" : "dispersion";
  return [...parameters, { type: scale, group, names: null, values: tbl.numeric(scale) }];
}

/** The parameters of every replicate in long form: iter, type, group, names, value. */
export function longParameters(parameters: readonly SampleParameter[], length: number): Table {
  const w = parameters.length;
  const each = <T>(value: (parameter: SampleParameter, iter: number) => T): T[] =>
    Array.from({ length: length * w }, (_, i) => value(parameters[i % w], Math.floor(i / w)));
  return Table.fromColumns([
    ["iter", Int32Array.from(each((_, iter) => iter + 1))],
    ["type", each(({ type }) => type)],
    ["group", each(({ group }) => group)],
    ["names", each(({ names }) => names)],
    ["value", Float64Array.from(each(({ values }, iter) => values[iter]))],
  ]);
}
