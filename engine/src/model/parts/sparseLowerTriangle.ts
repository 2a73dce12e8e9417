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

/** The numbers of a column that are not 0 by the structure: their rows, ascending, the diagonal first. */
export interface TriangleColumn {
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** A sparse lower triangular matrix, q × q, such as {@link sparseL}: only what is not 0 by its structure is held. */
export class SparseLowerTriangle extends Shown {
  /** q. */
  readonly rows: number;
  readonly columns: number;
  /** How many numbers are held. */
  readonly nnz: number;
  readonly #names: () => string[];
  readonly #columns: readonly TriangleColumn[];

  /** @internal It comes from {@link sparseL}. */
  static create(columns: readonly TriangleColumn[], names: () => string[]): SparseLowerTriangle {
    return new SparseLowerTriangle(columns, names);
  }

  private constructor(columns: readonly TriangleColumn[], names: () => string[]) {
    super();
    this.#columns = columns;
    this.#names = names;
    this.rows = this.columns = columns.length;
    this.nnz = columns.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /** Names of the rows and of the columns: the random effects, as the columns of {@link LinearMixedModel.Z}. */
  get colnames(): string[] {
    return this.#names();
  }

  get(row: number, column: number): number {
    const { rows, values } = this.#columns[column];
    let [low, high] = [0, rows.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (rows[middle] === row) return values[middle];
      if (rows[middle] < row) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  /**
   * The matrix with all its zeros.
   * @throws beyond 5e7 numbers
   */
  toMatrix(): NamedMatrix {
    const { rows, columns } = this;
    if (rows * columns > MOST_NUMBERS)
      throw new OptionError(
        `a matrix with all its zeros has at most ${MOST_NUMBERS / 1e6} million numbers; L has ${rows} × ${columns}`,
      );
    const names = this.colnames;
    return matrixOf(
      rows,
      columns,
      (set) => this.#columns.forEach((own, j) => own.rows.forEach((i, k) => set(i, j, own.values[k]))),
      { rows: names, columns: names, caption: this.#caption() },
    );
  }

  /** @internal */
  override report(): Report {
    const report = this.#display().report();
    return {
      ...report,
      rows: report.rows.map((row) => ({
        ...row,
        cells: row.cells.map((cell) => (/^-?0(?:\.0+)?$/.test(cell) ? ZERO : cell)),
      })),
    };
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

  #caption(): string {
    return `L, ${this.rows} × ${this.columns}, ${this.nnz} numbers below and on the diagonal`;
  }

  #display(): MatrixDisplay {
    const names = this.colnames;
    return new MatrixDisplay(
      this.rows,
      this.columns,
      { rows: names, columns: names, caption: this.#caption() },
      (i, j) => this.get(i, j),
    );
  }
}
