import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { OptionError } from "../../errors";
import type { Report } from "../../show/report";
import { Shown } from "../../show/shown";
import { fitWidth, TEXT_WIDTH, toText } from "../../show/text";
import type { View } from "../../show/view";
import { MatrixDisplay } from "../../table/matrixDisplay";
import { matrixOf } from "../../table/matrixOf";
import type { NamedMatrix } from "../../table/namedMatrix";

/** Numbers of a dense matrix beyond which it is refused: 400 MB. */
const MOST_NUMBERS = 5e7;
const ZERO = "·";

/** One term's part of Z: its S columns of numbers, each row's going to the level that the row belongs to. */
type TermColumns = Pick<RandomEffectsTerm, "grouping" | "levelNames" | "levels" | "names" | "columns" | "refs">;

/** What {@link RandomEffectsMatrix.mmul} multiplies with: numbers in one column, or a matrix. */
export type ColumnOrMatrix =
  | ArrayLike<number>
  | { readonly rows: number; readonly columns: number; get(row: number, column: number): number };

/**
 * Z of the random effects of one term or of all, n × q with q levels × effects of each: a column for every effect of
 * every level, level after level. Only what is not 0 is held, S numbers a row and term.
 */
export class RandomEffectsMatrix extends Shown {
  /** n, the rows of the data. */
  readonly rows: number;
  /** q, the random effects. */
  readonly columns: number;
  /** Names of the grouping factors. */
  readonly groupings: readonly string[];
  readonly #terms: readonly TermColumns[];

  /** @internal Z comes from {@link LinearMixedModel.Z} and {@link reterms}. */
  static create(terms: readonly TermColumns[], rows: number): RandomEffectsMatrix {
    return new RandomEffectsMatrix(terms, rows);
  }

  private constructor(terms: readonly TermColumns[], rows: number) {
    super();
    this.#terms = terms;
    this.rows = rows;
    this.columns = terms.reduce((sum, { levels, names }) => sum + levels * names.length, 0);
    this.groupings = terms.map(({ grouping }) => grouping);
  }

  /** Names of the columns: the level, and the effect where there is another one than the intercept. */
  get colnames(): string[] {
    return this.#terms.flatMap(({ grouping, levelNames, names }) => {
      const of = this.#terms.length > 1 ? `${grouping} ` : "";
      const plain = names.length === 1 && names[0] === "(Intercept)";
      return levelNames.flatMap((level) => names.map((name) => (plain ? of + level : `${of}${level}: ${name}`)));
    });
  }

  get(row: number, column: number): number {
    let from = 0;
    for (const { levels, names, refs, columns } of this.#terms) {
      const s = names.length;
      const at = column - from;
      if (at < levels * s) return refs[row] === Math.floor(at / s) ? columns[at % s][row] : 0;
      from += levels * s;
    }
    return 0;
  }

  /**
   * The product Z·b with q numbers, such as the random effects {@link LinearMixedModel.b}, or with a matrix of q rows.
   */
  mmul(factor: ColumnOrMatrix): NamedMatrix {
    const [right, width] = columnsOf(factor, this.columns, "Z");
    const out = new Float64Array(this.rows * width);
    this.#each((row, column, value) => {
      for (let k = 0; k < width; k++) out[row * width + k] += value * right[column * width + k];
    });
    return matrixOf(this.rows, width, out, {});
  }

  /** The product Zᵀ·y with n numbers, or with a matrix of n rows. */
  transposeMmul(factor: ColumnOrMatrix): NamedMatrix {
    const [right, width] = columnsOf(factor, this.rows, "Zᵀ");
    const out = new Float64Array(this.columns * width);
    this.#each((row, column, value) => {
      for (let k = 0; k < width; k++) out[column * width + k] += value * right[row * width + k];
    });
    return matrixOf(this.columns, width, out, { rows: this.colnames });
  }

  /**
   * Z with all its zeros.
   * @throws beyond 5e7 numbers
   */
  toMatrix(): NamedMatrix {
    const { rows, columns } = this;
    if (rows * columns > MOST_NUMBERS)
      throw new OptionError(
        `a matrix with all its zeros has at most ${MOST_NUMBERS / 1e6} million numbers; ` +
          `Z has ${rows} × ${columns}, so multiply without them, as in m.Z.mmul(m.b)`,
      );
    const names = { columns: this.colnames, caption: this.#caption() };
    return matrixOf(rows, columns, (set) => this.#each(set), names);
  }

  /** @internal */
  override report(): Report {
    const report = this.#display().report();
    return { ...report, rows: report.rows.map((row) => ({ ...row, cells: row.cells.map(zeroAsDot) })) };
  }

  /** @internal */
  override view(): View {
    const view = this.#display().view();
    const columns = view.columns.map((column) => ({
      ...column,
      cells: column.cells.map((cell) => (cell === 0 ? ZERO : cell)),
    }));
    return { ...view, columns };
  }

  override toString(): string {
    return toText(fitWidth(this.report(), TEXT_WIDTH));
  }

  /** What is not 0 by its structure, row after row within a term. */
  #each(use: (row: number, column: number, value: number) => void): void {
    let from = 0;
    for (const { levels, names, refs, columns } of this.#terms) {
      const s = names.length;
      for (let i = 0; i < this.rows; i++) for (let c = 0; c < s; c++) use(i, from + refs[i] * s + c, columns[c][i]);
      from += levels * s;
    }
  }

  #caption(): string {
    return `Z of ${this.groupings.join(", ")}, ${this.rows} × ${this.columns}`;
  }

  #display(): MatrixDisplay {
    const names = { columns: this.colnames, caption: this.#caption() };
    return new MatrixDisplay(this.rows, this.columns, names, (row, column) => this.get(row, column));
  }
}

function zeroAsDot(cell: string): string {
  return /^-?0(?:\.0+)?$/.test(cell) ? ZERO : cell;
}

/** The factor's numbers, row after row, and how many are in a row. */
function columnsOf(factor: ColumnOrMatrix, rows: number, name: string): [values: ArrayLike<number>, width: number] {
  const isMatrix = "get" in factor && "rows" in factor;
  const given = isMatrix ? factor.rows : factor.length;
  if (given !== rows)
    throw new OptionError(`${name} is multiplied by numbers in ${rows} rows, as many as it has columns; got ${given}`);
  if (!isMatrix) return [factor, 1];
  const { columns } = factor;
  const values = Float64Array.from({ length: rows * columns }, (_, k) =>
    factor.get(Math.floor(k / columns), k % columns),
  );
  return [values, columns];
}
