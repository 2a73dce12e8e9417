import { AbstractMatrix, Matrix } from "ml-matrix";
import { OptionError } from "../errors";
import type { PrintOptions } from "../show/columnTexts";
import type { Report } from "../show/report";
import { inspectCustom, jupyterDisplay, type MimeBundle } from "../show/shown";
import { columnsKey, lastPrototype } from "../show/strictMembers";
import type { View } from "../show/view";
import { unknownName } from "../words/nearest";
import type { Column } from "./column";
import type { ColumnTable } from "./columnTable";
import { MatrixDisplay, type MatrixNames, type MatrixValues } from "./matrixDisplay";

/** Methods that move rows or columns, after which the names would stand beside other numbers. */
const MOVES = [
  "addRow",
  "addColumn",
  "removeRow",
  "removeColumn",
  "swapRows",
  "swapColumns",
  "flipRows",
  "flipColumns",
  "sortRows",
  "sortColumns",
] as const;

/**
 * A matrix of ml-matrix whose rows and columns may have names: all of ml-matrix works with it, a notebook shows it as a
 * table, and {@link asTable} takes it. Each call that returns one makes a new one, which may be written into.
 */
export class NamedMatrix extends Matrix implements ColumnTable {
  #names: MatrixNames;

  /**
   * @internal A matrix of `rows` × `columns` numbers.
   * @param values row after row, or what sets those that are not 0
   */
  constructor(rows: number, columns: number, names: MatrixNames = {}, values: MatrixValues = []) {
    super(rows, columns);
    this.#names = names;
    if (typeof values === "function") values((i, j, value) => super.set(i, j, value));
    else values.forEach((value, k) => super.set(Math.floor(k / columns), k % columns, value));
  }

  static {
    // Reading a member that is not there throws as with our other results; ml-matrix's own come before that.
    const inherited: object = Object.create(lastPrototype((object) => #names in object, Matrix.prototype));
    for (const { prototype } of [AbstractMatrix, Matrix])
      Object.defineProperties(inherited, Object.getOwnPropertyDescriptors(prototype));
    Object.setPrototypeOf(NamedMatrix.prototype, inherited);
    for (const name of MOVES) {
      const move = Matrix.prototype[name] as (...values: unknown[]) => unknown;
      Object.defineProperty(NamedMatrix.prototype, name, {
        value(this: NamedMatrix, ...values: unknown[]) {
          this.#names = {};
          return move.apply(this, values);
        },
        configurable: true,
        writable: true,
      });
    }
  }

  /** Writes a number, through which the matrix is no longer what its caption says. */
  override set(row: number, column: number, value: number): this {
    if (this.#names.caption !== undefined) this.#names = { ...rowNames(this.#names), ...columnNames(this.#names) };
    return super.set(row, column, value);
  }

  /** Names of the rows, where they have names. */
  get rownames(): readonly string[] | undefined {
    return this.#names.rows;
  }

  /** Names of the columns, where they have names. */
  get colnames(): readonly string[] | undefined {
    return this.#names.columns;
  }

  get numRows(): number {
    return this.rows;
  }

  /** The columns of the matrix as a table: the names of its rows first, where they have names. */
  get columnNames(): readonly string[] {
    return this.#shown().columnNames;
  }

  /** @internal */
  get [columnsKey](): readonly string[] {
    return this.columnNames;
  }

  /** A column of the matrix as a table, by its name. */
  column(name: string): Column {
    const { rows, header = "" } = this.#names;
    if (rows !== undefined && name === header) return [...rows];
    return this.numeric(name);
  }

  /** The numbers of a column, by its name. */
  numeric(name: string): Float64Array {
    const key = String(name).normalize("NFC");
    const at = this.#shown().matrixColumns.findIndex((own) => own.normalize("NFC") === key);
    if (at < 0) throw new OptionError(unknownName("column", String(name), "columns", this.columnNames));
    return Float64Array.from({ length: this.rows }, (_, i) => this.get(i, at));
  }

  /**
   * The product with a matrix, or with numbers that are taken for a column.
   * @throws unless that has as many rows as this has columns
   */
  override mmul(other: AbstractMatrix | ArrayLike<ArrayLike<number>> | ArrayLike<number>): NamedMatrix {
    const right = AbstractMatrix.isMatrix(other)
      ? other
      : isColumn(other)
        ? Matrix.columnVector(other)
        : new Matrix(other as ArrayLike<ArrayLike<number>>);
    if (right.rows !== this.columns)
      throw new OptionError(
        `a matrix of ${this.columns} columns is multiplied by one of as many rows; got one of ${right.rows}`,
      );
    return named(super.mmul(right), {
      ...rowNames(this.#names),
      ...(right instanceof NamedMatrix ? columnNames(right.#names) : {}),
    });
  }

  override transpose(): NamedMatrix {
    const { rows, columns } = this.#names;
    return named(super.transpose(), {
      ...(columns === undefined ? {} : { rows: columns }),
      ...(rows === undefined ? {} : { columns: rows }),
    });
  }

  override clone(): this {
    return named(this, this.#names) as this;
  }

  /** @internal */
  report(): Report {
    return this.#shown().report();
  }

  /** @internal */
  view(): View {
    return this.#shown().view();
  }

  override toString(): string {
    return this.#shown().toString();
  }

  toHTML(options?: PrintOptions): string {
    return this.#shown().toHTML(options);
  }

  toMarkdown(options?: PrintOptions): string {
    return this.#shown().toMarkdown(options);
  }

  toLaTeX(options?: PrintOptions): string {
    return this.#shown().toLaTeX(options);
  }

  toWord(options?: PrintOptions): string {
    return this.#shown().toWord(options);
  }

  /** @internal */
  [inspectCustom](): string {
    return this.toString();
  }

  /** @internal */
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    return this.#shown()[jupyterDisplay]();
  }

  #shown(): MatrixDisplay {
    return new MatrixDisplay(this.rows, this.columns, this.#names, (i, j) => this.get(i, j));
  }
}

function isColumn(values: ArrayLike<ArrayLike<number> | number>): values is ArrayLike<number> {
  return typeof values[0] === "number";
}

function named(matrix: Matrix, names: MatrixNames): NamedMatrix {
  return new NamedMatrix(matrix.rows, matrix.columns, names, matrix.to1DArray());
}

function rowNames({ rows, header }: MatrixNames): MatrixNames {
  return { ...(rows === undefined ? {} : { rows }), ...(header === undefined ? {} : { header }) };
}

function columnNames({ columns }: MatrixNames): MatrixNames {
  return columns === undefined ? {} : { columns };
}
