import { invertTriangular } from "../linalg/invertTriangular";
import type { LinearChange } from "./changeOfBasis";
import { type OriginalColumns, PolynomialColumns } from "./polynomialColumns";
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

/** A term with its covariates in standard forms, block by block of the columns that correlate. */
export function workingTerm(term: RandomEffectsTerm, forms: TermForms, rows: RowScale): WorkingTerm {
  const { unit } = rows;
  const s = term.columns.length;
  const blocks = term.blocks.map((columns) => {
    const polynomials = new PolynomialColumns(part(term, columns));
    const own = new Map(
      [...polynomials.covariates].map(([name, values]) => [name, forms.of(name, values, polynomials)]),
    );
    return { columns, polynomials, forms: own };
  });
  const columns: Float64Array[] = [];
  const forward = new Float64Array(s * s);
  const inverse = new Float64Array(s * s);
  for (let j = 0; j < s; j++) {
    forward[j * s + j] = unit;
    inverse[j * s + j] = 1 / unit;
  }
  let isChanged = unit !== 1;
  for (const block of blocks) {
    const matrix = block.polynomials.expansion(block.forms);
    const own = block.polynomials.inForms(block.forms);
    block.columns.forEach((place, j) => (columns[place] = rows.weighted(own[j])));
    if (matrix === undefined) continue;
    isChanged = true;
    const back = invertTriangular(matrix, block.polynomials.byDegree());
    const size = block.columns.length;
    block.columns.forEach((row, i) =>
      block.columns.forEach((column, j) => {
        forward[row * s + column] = unit * matrix[i * size + j];
        inverse[row * s + column] = back[i * size + j] / unit;
      }),
    );
  }
  return {
    columns,
    change: isChanged ? { size: s, forward, inverse } : undefined,
    inRows: (others) => {
      const result: Float64Array[] = [];
      for (const block of blocks) {
        const own = new PolynomialColumns(part(others, block.columns), block.polynomials).inForms(block.forms, false);
        block.columns.forEach((place, j) => (result[place] = rows.unweighted(own[j])));
      }
      return result;
    },
  };
}

/** Some of the columns. */
export function part({ columns, origins }: OriginalColumns, indices: readonly number[]): OriginalColumns {
  return {
    columns: indices.map((index) => columns[index]),
    origins: origins && indices.map((index) => origins[index]),
  };
}
