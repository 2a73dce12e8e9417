import { invertTriangular } from "../linalg/invertTriangular";
import { type ColumnBasis, orthogonalize, sumOfProducts } from "../linalg/orthogonalize";
import { multiply } from "../linalg/small";
import { log } from "../math/log";
import type { LinearChange } from "./changeOfBasis";
import { type Forms, type OriginalColumns, PolynomialColumns } from "./polynomialColumns";
import type { RowScale } from "./rowScale";
import { AS_IT_IS, centredForm, isForm, type StandardForm } from "./standardForm";
import { part, type TermForms } from "./workingTerms";

/** The columns of X as a fit computes in them. */
export interface WorkingFixed {
  /** Columns of X that are no combination of the ones before them. */
  readonly kept: readonly number[];
  /** The working columns of those, weighted, and an orthonormal basis of these. */
  readonly columns: readonly Float64Array[];
  readonly basis: ColumnBasis;
  readonly change: LinearChange | undefined;
  /** log|det| of the change's forward matrix; 0 without one. */
  readonly logDeterminant: number;
  /**
   * The working columns in other rows, whose original ones (all, not only the kept ones) are given, for observations of
   * weight 1.
   */
  inRows(columns: OriginalColumns): Float64Array[];
}

/** A column with a smaller part outside of the span of its predecessors is exchanged for this part. */
const POOR = 1 / 64;

/**
 * X in columns of which XᵀX loses no digits. A covariate takes over the form that it has among the random effects, if
 * it stands there; else it is centred where its columns are nearly combinations of others. What is still nearly a
 * combination of the columns before it is exchanged for its part that is orthogonal to these.
 * @param termForms the forms of covariates among the random effects, and their values in these
 */
export function workingFixed(original: OriginalColumns, termForms: TermForms, scale: RowScale): WorkingFixed {
  return asTheyAre(original, termForms.first, scale) ?? exchanged(original, termForms, scale);
}

/** Columns without a covariate in another form or a poor column stay: most designs, found at no cost. */
function asTheyAre(original: OriginalColumns, wanted: Forms, scale: RowScale): WorkingFixed | undefined {
  if (scale.unit !== 1) return undefined;
  for (const { covariates } of original.origins ?? [])
    for (const { name, power } of covariates)
      if (isWanted(name, wanted) || (power !== undefined && isWanted(power.of.name, wanted))) return undefined;
  const columns = original.columns.map((column) => scale.weighted(column));
  const basis = orthogonalize(columns);
  if (!basis.shares.every((share) => share >= POOR)) return undefined;
  return {
    kept: basis.kept,
    columns,
    basis,
    change: undefined,
    logDeterminant: 0,
    inRows: (others) => [...others.columns],
  };
}

function isWanted(name: string, wanted: Forms): boolean {
  const form = wanted.get(name);
  return form !== undefined && isForm(form);
}

function exchanged(original: OriginalColumns, termForms: TermForms, scale: RowScale): WorkingFixed {
  const found = independent(original, termForms, scale);
  const { forms, polynomials, kept, columns, basis } = found;
  const remainders = remaindersOf(found);
  return {
    kept,
    columns: columns.map((column, j) => remainders?.columns[j] ?? column),
    basis,
    ...changeOf(found, remainders, scale.unit),
    inRows: (others) => {
      const own = new PolynomialColumns(part(others, kept), polynomials);
      const rows = own.inForms(forms, false).map((column) => scale.unweighted(column));
      return remainders === undefined ? rows : combined(rows, remainders.inverse);
    },
  };
}

function changeOf(
  { polynomials, forms, kept: { length: rank } }: IndependentColumns,
  remainders: Remainders | undefined,
  unit: number,
): Pick<WorkingFixed, "change" | "logDeterminant"> {
  const matrix = polynomials.expansion(forms);
  if (matrix === undefined && remainders === undefined && unit === 1) return { change: undefined, logDeterminant: 0 };
  const forward = (matrix ?? identity(rank)).map((value) => value * unit);
  const inverse = invertTriangular(forward, polynomials.byDegree());
  if (remainders === undefined)
    return { change: { size: rank, forward, inverse }, logDeterminant: logDiagonal(forward, rank) };
  return {
    change: {
      size: rank,
      forward: multiplied(remainders.forward, forward, rank),
      inverse: multiplied(inverse, remainders.inverse, rank),
    },
    logDeterminant: logDiagonal(forward, rank) + logDiagonal(remainders.forward, rank),
  };
}

/** Columns of X in forms, none a combination of the ones before. */
interface IndependentColumns extends Pick<WorkingFixed, "kept" | "columns" | "basis"> {
  readonly forms: Forms;
  readonly polynomials: PolynomialColumns;
}

function independent(original: OriginalColumns, termForms: TermForms, scale: RowScale): IndependentColumns {
  const all = [...original.columns.keys()];
  const { first, values } = termForms;
  let found = inForms(original, all, first, values, scale);
  const centred = withCentred(found);
  if (centred !== undefined) found = inForms(original, all, centred, values, scale);
  // A covariate may lose the columns beside which its origin does not matter, and so its centre.
  while (found.basis.kept.length < found.kept.length) {
    const { kept, basis, forms } = found;
    found = inForms(
      original,
      basis.kept.map((j) => kept[j]),
      forms,
      values,
      scale,
    );
  }
  return found;
}

/** Some columns of X in forms, as far as these leave their span; `basis` says which of them depend on others. */
function inForms(
  original: OriginalColumns,
  kept: readonly number[],
  wanted: Forms,
  known: Map<StandardForm, Float64Array>,
  scale: RowScale,
): IndependentColumns {
  const polynomials = new PolynomialColumns(part(original, kept));
  const forms = new Map(
    [...polynomials.covariates.keys()].map((name) => {
      const form = wanted.get(name) ?? AS_IT_IS;
      return [name, form.center === 0 || polynomials.allowsShift(name) ? form : AS_IT_IS];
    }),
  );
  const columns = polynomials.inForms(forms, true, known).map((column) => scale.weighted(column));
  return { kept, columns, basis: orthogonalize(columns), forms, polynomials };
}

/** The forms with the covariates of poor columns centred; undefined where that changes nothing. */
function withCentred({ polynomials, forms, basis: { shares } }: IndependentColumns): Forms | undefined {
  const poor = [...shares.keys()].filter((j) => !(shares[j] >= POOR)).flatMap((j) => polynomials.covariatesIn(j));
  const names = [...new Set(poor)].filter((name) => forms.get(name)!.center === 0 && polynomials.allowsShift(name));
  if (names.length === 0) return undefined;
  return new Map([...forms, ...names.map((name) => [name, centredForm(polynomials.covariates.get(name)!)] as const)]);
}

/** Orthogonal parts in the place of poor columns, and the change from these columns to those before. */
interface Remainders {
  /** Undefined for columns that stay. */
  readonly columns: readonly (Float64Array | undefined)[];
  readonly forward: Float64Array;
  readonly inverse: Float64Array;
}

function remaindersOf({ columns: all, basis: { basis, shares } }: IndependentColumns): Remainders | undefined {
  if (shares.every((share) => share >= POOR)) return undefined;
  const rank = all.length;
  const size = Math.sqrt(all[0].length);
  const columns = basis.map((direction, j) => (shares[j] >= POOR ? undefined : direction.map((value) => value * size)));
  // Of these columns and those before along the basis.
  const own = new Float64Array(rank * rank);
  const before = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) {
    for (let i = 0; i <= j; i++) before[i * rank + j] = sumOfProducts(basis[i], all[j]);
    if (columns[j] !== undefined) own[j * rank + j] = size;
    else for (let i = 0; i <= j; i++) own[i * rank + j] = before[i * rank + j];
  }
  const order = [...shares.keys()];
  const forward = multiplied(invertTriangular(own, order), before, rank);
  columns.forEach((column, j) => {
    if (column === undefined) for (let i = 0; i < rank; i++) forward[i * rank + j] = i === j ? 1 : 0;
  });
  return { columns, forward, inverse: invertTriangular(forward, order) };
}

function combined(columns: readonly Float64Array[], matrix: Float64Array): Float64Array[] {
  const n = columns.length;
  return columns.map((_, j) => {
    const result = new Float64Array(columns[0].length);
    for (let k = 0; k < n; k++) {
      const weight = matrix[k * n + j];
      if (weight !== 0) for (let i = 0; i < result.length; i++) result[i] += weight * columns[k][i];
    }
    return result;
  });
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

function multiplied(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  multiply(result, a, b, n);
  return result;
}

function logDiagonal(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += log(Math.abs(matrix[i * n + i]));
  return sum;
}
