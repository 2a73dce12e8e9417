import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { fitWidth, TEXT_WIDTH, toText } from "../show/text";
import type { View } from "../show/view";
import type { Column } from "./column";
import type { ColumnTable } from "./columnTable";
import { type TableDisplay, tableReport } from "./tableReport";
import { MOST_ROWS, tableView } from "./tableView";

/** What a matrix is shown with. */
export interface MatrixNames {
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
  /** What the names of the rows are. */
  readonly header?: string;
  /** What is said above the matrix; by default its size. */
  readonly caption?: string;
  /** All rows are shown, however many there are. */
  readonly whole?: boolean;
}

/** The numbers of a matrix: all, row after row, or what sets those that are not 0. */
export type MatrixValues =
  | Float64Array
  | readonly number[]
  | ((set: (row: number, column: number, value: number) => void) => void);

/** The numbers of columns. */
export function columnValues(columns: readonly Float64Array[]): MatrixValues {
  return (set) => columns.forEach((column, j) => column.forEach((value, i) => set(i, j, value)));
}

/** A matrix as a notebook shows it: the first rows and columns of a large one, in their order. */
export class MatrixDisplay extends Shown implements ColumnTable {
  readonly numRows: number;
  readonly columnNames: readonly string[];
  /** Names of the columns but for that of the rows' names; numbers where they have none. */
  readonly matrixColumns: readonly string[];
  readonly #names: MatrixNames;
  readonly #cell: (row: number, column: number) => number;

  constructor(rows: number, columns: number, names: MatrixNames, cell: (row: number, column: number) => number) {
    super();
    this.numRows = rows;
    this.#names = names;
    this.#cell = cell;
    this.matrixColumns = names.columns ?? Array.from({ length: columns }, (_, j) => String(j + 1));
    this.columnNames = names.rows === undefined ? this.matrixColumns : [names.header ?? "", ...this.matrixColumns];
  }

  /** The rows that may be shown. */
  column(name: string): Column {
    const { rows } = this.#names;
    const count = Math.min(this.numRows, this.#names.whole ? Infinity : MOST_ROWS);
    if (rows !== undefined && name === this.columnNames[0]) return rows.slice(0, count);
    const j = this.matrixColumns.indexOf(name);
    return Float64Array.from({ length: count }, (_, i) => this.#cell(i, j));
  }

  /** @internal */
  override report(): Report {
    return tableReport(this, this.#display());
  }

  /** @internal */
  override view(): View {
    return tableView(this, this.#display());
  }

  override toString(): string {
    return toText(fitWidth(this.report(), TEXT_WIDTH));
  }

  #display(): TableDisplay {
    const { rows, caption, whole } = this.#names;
    return {
      caption: caption ?? `Matrix of ${this.numRows} × ${this.matrixColumns.length}`,
      missing: "NaN",
      ordered: true,
      ...(rows === undefined ? {} : { rowHeader: true }),
      ...(whole ? { maxRows: Infinity } : {}),
    };
  }
}
