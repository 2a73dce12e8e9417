import { OptionError } from "../errors";
import type { TermDesign } from "../matrices/blockProduct";
import { checkOptions, checkSwitch } from "../table/options";
import { checkMixedModel } from "./checkModel";
import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import type { MixedModel } from "./mixedModel";
import { RandomEffectsMatrix } from "./parts/randomEffectsMatrix";
import { SparseLowerTriangle, type TriangleColumn } from "./parts/sparseLowerTriangle";

export interface SparseLOptions {
  /** Whether rows of X and of the response follow those of the random effects; default false. */
  full?: boolean;
}

/** Numbers of L beyond which it is refused: 600 MB. */
const MOST_NUMBERS = 5e7;

/**
 * The Cholesky factor L of ΛᵀZᵀWZΛ + I, q × q, in the order of the columns of `m.Z`: of the random effects' part of
 * the system that a fit solves (Bates, Mächler, Bolker & Walker, J. Stat. Softw. 67, 2015, eq. 17, without its
 * permutation); W holds the weights, those of the last iteration for a generalized model. Its log-determinant is half
 * of that in the deviance, and what it has that ΛᵀZᵀWZΛ has not is fill-in.
 * With `full` the system goes on with X (its columns that are estimated) and the response, less its offset, as in the
 * fields L of MixedModels.jl: the last number on the diagonal is then the root of the penalized sum of squares.
 * @throws beyond 5e7 numbers, and of a generalized model with `full`
 */
export function sparseL(model: MixedModel, options: SparseLOptions = {}): SparseLowerTriangle {
  checkMixedModel("sparseL", model);
  checkOptions("sparseL", options, ["full"]);
  checkSwitch("full", options.full);
  const { terms, fixed } = model.data;
  const isGeneralized = model instanceof GeneralizedLinearMixedModel;
  const roots = isGeneralized ? model.workingRoots : model.weights.map(Math.sqrt);
  const names = (): string[] => RandomEffectsMatrix.create(terms, model.nobs).colnames;
  if (options.full !== true)
    return SparseLowerTriangle.create(cholesky(systemOf(terms, model.lambda, roots, [])), names);
  if (isGeneralized)
    throw new OptionError(`sparseL has the rows of the response of linear models; '${model.formula}' is generalized`);
  const { offset } = model;
  const response = model.response.map((y, i) => y - offset[i]);
  const columns = cholesky(systemOf(terms, model.lambda, roots, [...fixed, response]));
  return SparseLowerTriangle.create(columns, () => [...names(), ...model.fixefnames, model.responsename]);
}

/** The columns of ΛᵀZᵀWZΛ + I from the diagonal on, by row; dense columns follow those of the random effects. */
function systemOf(
  terms: readonly TermDesign[],
  lambdas: readonly Float64Array[],
  roots: Float64Array,
  dense: readonly Float64Array[],
): Map<number, number>[] {
  let q = 0;
  const firsts = terms.map(({ levels, columns }) => (q += levels * columns.length) - levels * columns.length);
  const system = Array.from({ length: q + dense.length }, (_, j) => new Map([[j, j < q ? 1 : 0]]));
  const places: number[] = [];
  const numbers: number[] = [];
  for (let i = 0; i < roots.length; i++) {
    places.length = numbers.length = 0;
    terms.forEach(({ refs, columns }, t) => {
      const s = columns.length;
      for (let c = 0; c < s; c++) {
        let value = 0;
        for (let r = c; r < s; r++) value += columns[r][i] * lambdas[t][r * s + c];
        places.push(firsts[t] + refs[i] * s + c);
        numbers.push(roots[i] * value);
      }
    });
    dense.forEach((column, c) => {
      places.push(q + c);
      numbers.push(roots[i] * column[i]);
    });
    for (let a = 0; a < places.length; a++) {
      const column = system[places[a]];
      for (let b = a; b < places.length; b++)
        column.set(places[b], (column.get(places[b]) ?? 0) + numbers[a] * numbers[b]);
    }
  }
  return system;
}

/**
 * Column after column, each less what the columns before it bring to its rows (the left-looking algorithm; Davis 2006,
 * Direct Methods for Sparse Linear Systems, §4.8).
 */
function cholesky(system: Map<number, number>[]): TriangleColumn[] {
  const q = system.length;
  const work = new Float64Array(q);
  const marked = new Int32Array(q).fill(-1);
  /** Of every column the first of those before it whose next row it is, and the next one of these. */
  const first = new Int32Array(q).fill(-1);
  const next = new Int32Array(q).fill(-1);
  const position = new Int32Array(q);
  const columns: TriangleColumn[] = [];
  let count = 0;
  for (let j = 0; j < q; j++) {
    const found: number[] = [];
    const mark = (row: number): void => {
      if (marked[row] === j) return;
      marked[row] = j;
      work[row] = 0;
      found.push(row);
    };
    for (const [row, value] of system[j]) {
      mark(row);
      work[row] = value;
    }
    system[j] = new Map();
    for (let k = first[j]; k >= 0; ) {
      const { rows, values } = columns[k];
      const from = position[k];
      const pivot = values[from];
      for (let a = from; a < rows.length; a++) {
        mark(rows[a]);
        work[rows[a]] -= pivot * values[a];
      }
      const following = next[k];
      link(k, from + 1);
      k = following;
    }
    const rows = Int32Array.from(found).sort();
    if ((count += rows.length) > MOST_NUMBERS)
      throw new OptionError(`L has at most ${MOST_NUMBERS / 1e6} million numbers; that of this model has more`);
    const diagonal = Math.sqrt(work[j]);
    columns.push({ rows, values: Float64Array.from(rows, (row) => (row === j ? diagonal : work[row] / diagonal)) });
    link(j, 1);
  }
  return columns;

  /** Column k is next needed where its element at this place stands. */
  function link(k: number, place: number): void {
    const { rows } = columns[k];
    position[k] = place;
    if (place >= rows.length) return;
    next[k] = first[rows[place]];
    first[rows[place]] = k;
  }
}
