import { invertTriangular } from "../linalg/invertTriangular";
import type { LinearChange } from "./changeOfBasis";
import { type Forms, type OriginalColumns, PolynomialColumns } from "./polynomialColumns";
import type { RandomEffectsTerm } from "./randomEffectsTerm";
import type { RowScale } from "./rowScale";
import { centredForm, type StandardForm, scaledForm } from "./standardForm";

/** The columns of a term as a fit computes in them. */
export interface WorkingTerm {
  /** Weighted. */
  readonly columns: readonly Float64Array[];
  readonly change: LinearChange | undefined;
  /** The same columns in other rows, whose original ones are given, for observations of weight 1. */
  inRows(columns: OriginalColumns): Float64Array[];
}

/** The forms of the covariates of a model in its random-effects terms, each computed once. */
export class TermForms {
  private readonly known = new Map<string, StandardForm>();
  /** The form that each covariate has in the first block of random effects that it stands in. */
  readonly first = new Map<string, StandardForm>();
  /** The values of covariates in their forms. */
  readonly values = new Map<StandardForm, Float64Array>();

  /** Centred where its block has the same span then, else only scaled. */
  of(name: string, values: Float64Array, block: PolynomialColumns): StandardForm {
    const centred = block.allowsShift(name);
    const key = `${centred ? "centred" : "scaled"} ${name}`;
    const form = this.known.get(key) ?? (centred ? centredForm(values) : scaledForm(values));
    this.known.set(key, form);
    if (!this.first.has(name)) this.first.set(name, form);
    return form;
  }
}

/** Columns of a term that correlate, and the forms of their covariates. */
interface Block {
  readonly columns: readonly number[];
  readonly polynomials: PolynomialColumns;
  readonly forms: Forms;
}

/** A term with its covariates in standard forms, block by block of the columns that correlate. */
export function workingTerm(term: RandomEffectsTerm, forms: TermForms, scale: RowScale): WorkingTerm {
  if (scale.unit === 1 && !term.origins?.some(({ covariates }) => covariates.length > 0))
    return {
      columns: term.columns.map((column) => scale.weighted(column)),
      change: undefined,
      inRows: (others) => [...others.columns],
    };
  const blocks = term.blocks.map((columns): Block => {
    const polynomials = new PolynomialColumns(part(term, columns));
    const own = new Map<string, StandardForm>();
    for (const [name, values] of polynomials.covariates) own.set(name, forms.of(name, values, polynomials));
    return { columns, polynomials, forms: own };
  });
  return {
    columns: placed(blocks, ({ polynomials, forms: own }) =>
      polynomials.inForms(own, true, forms.values).map((column) => scale.weighted(column)),
    ),
    change: changeOf(blocks, term.columns.length, scale.unit),
    inRows: (others) =>
      placed(blocks, ({ columns, polynomials, forms: own }) =>
        new PolynomialColumns(part(others, columns), polynomials)
          .inForms(own, false)
          .map((column) => scale.unweighted(column)),
      ),
  };
}

/** The columns of blocks in the order of their term. */
function placed(blocks: readonly Block[], columnsOf: (block: Block) => Float64Array[]): Float64Array[] {
  const result: Float64Array[] = [];
  for (const block of blocks) columnsOf(block).forEach((column, j) => (result[block.columns[j]] = column));
  return result;
}

function changeOf(blocks: readonly Block[], s: number, unit: number): LinearChange | undefined {
  const matrices = blocks.map(({ polynomials, forms }) => polynomials.expansion(forms));
  if (unit === 1 && matrices.every((matrix) => matrix === undefined)) return undefined;
  const forward = new Float64Array(s * s);
  const inverse = new Float64Array(s * s);
  blocks.forEach(({ columns, polynomials }, b) => {
    const size = columns.length;
    const matrix = matrices[b] ?? Float64Array.from({ length: size * size }, (_, k) => Number(k % (size + 1) === 0));
    const back = invertTriangular(matrix, polynomials.byDegree());
    columns.forEach((row, i) =>
      columns.forEach((column, j) => {
        forward[row * s + column] = unit * matrix[i * size + j];
        inverse[row * s + column] = back[i * size + j] / unit;
      }),
    );
  });
  return { size: s, forward, inverse };
}

/** Some of the columns. */
export function part({ columns, origins }: OriginalColumns, indices: readonly number[]): OriginalColumns {
  return {
    columns: indices.map((index) => columns[index]),
    origins: origins && indices.map((index) => origins[index]),
  };
}
