import { correlation } from "../deviance/correlations";
import { symmetricEigen } from "../linalg/symmetricEigen";
import { checkOptions } from "../table/options";
import { Table } from "../table/table";
import { checkModel } from "./checkModel";
import type { LinearMixedModel } from "./linearMixedModel";

/**
 * Covariances of the coefficients, or with `corr` their correlations, as a table with a row and a column for each; NaN
 * for a column that is a combination of others.
 */
export function vcov(model: LinearMixedModel, options: { corr?: boolean } = {}): Table {
  checkModel("vcov", model);
  checkOptions("vcov", options, ["corr"]);
  const { coefnames } = model;
  const p = coefnames.length;
  const values = options.corr === true ? model.corr : model.vcov;
  const columns = coefnames.map(
    (name, j) => [name, Float64Array.from(coefnames, (_, i) => values[i * p + j])] as const,
  );
  return Table.fromColumns([["coefname", [...coefnames]], ...columns], {
    rowHeader: true,
    missing: "NaN",
    maxRows: Infinity,
    caption: `${options.corr === true ? "Correlations" : "Covariances"} of the coefficients`,
  });
}

/** The model matrix X as a table, a column per coefficient. */
export function modelmatrix(model: LinearMixedModel): Table {
  checkModel("modelmatrix", model);
  const { names, columns } = model.data.frame.fixed;
  return Table.fromColumns(names.map((name, j) => [name, columns[j].slice()] as const));
}

/**
 * Principal components of the random effects of every term: which share of their variance the first components hold.
 * Columns group, component, share, cumulative; a cumulative share of 1 before the last component means a singular term.
 */
export function rePCA(model: LinearMixedModel, options: { corr?: boolean } = {}): Table {
  checkModel("rePCA", model);
  checkOptions("rePCA", options, ["corr"]);
  const { corr = true } = options;
  const lambdas = model.lambda;
  const parts = model.data.terms.flatMap(({ grouping, names }, t) => {
    const shares = componentShares(lambdas[t], names.length, corr);
    let cumulative = 0;
    return [...shares].map((share, i) => ({ grouping, component: i + 1, share, cumulative: (cumulative += share) }));
  });
  return Table.fromColumns(
    [
      ["group", parts.map(({ grouping }) => grouping)],
      ["component", Int32Array.from(parts, ({ component }) => component)],
      ["share", Float64Array.from(parts, ({ share }) => share)],
      ["cumulative", Float64Array.from(parts, ({ cumulative }) => cumulative)],
    ],
    {
      rowHeader: true,
      caption: `Principal components of the random effects (${corr ? "correlations" : "covariances"})`,
      maxRows: Infinity,
    },
  );
}

/** Eigenvalues of the correlations or covariances of λ's rows, largest first, over their sum. */
function componentShares(lambda: Float64Array, s: number, corr: boolean): Float64Array {
  const matrix = new Float64Array(s * s);
  for (let i = 0; i < s; i++)
    for (let j = 0; j < s; j++) {
      let product = 0;
      for (let k = 0; k < s; k++) product += lambda[i * s + k] * lambda[j * s + k];
      const own = product === 0 && i === j ? 0 : i === j ? 1 : correlation(lambda, s, i, j);
      matrix[i * s + j] = corr ? own : product;
    }
  const values = new Float64Array(s);
  symmetricEigen(matrix, values, new Float64Array(s * s), s);
  const sorted = values
    .map((value) => Math.max(0, value))
    .sort()
    .reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  return sorted.map((value) => (total === 0 ? NaN : value / total));
}
