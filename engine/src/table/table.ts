import { DataError, OptionError } from "../errors";
import { inspect } from "../platform/inspect";
import { notebookHost } from "../show/host";
import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { columnsKey } from "../show/strictMembers";
import { fitWidth, TEXT_WIDTH, toText } from "../show/text";
import type { View } from "../show/view";
import { inGreek } from "../words/greek";
import { unknownName } from "../words/nearest";
import { type ArrowTable, toArrowTable } from "./arrow/arrowTable";
import { type Column, type ColumnKind, type ColumnValue, isNumericArray, kindOf, valueAt } from "./column";
import { type Factor, factorOf } from "./factor";
import { columnValues } from "./matrixDisplay";
import { matrixOf } from "./matrixOf";
import type { NamedMatrix } from "./namedMatrix";
import type { AnyRow } from "./row";
import { RowSource } from "./rowSource";
import { type DanfoFrame, toDanfoFrame } from "./source/danfoFrame";
import { missingText, type TableDisplay, tableReport } from "./tableReport";
import { tableView } from "./tableView";

/**
 * Named columns of equal length; shown in a notebook as a table. Do not write into its arrays: they are shared. Verbs
 * (filter, derive, group, join) are those of arquero: `aq.table(table.columns())` and `aq.from(table)` are its tables,
 * which `fit`, `describe` and charts take as they are.
 */
export class Table<Row extends object = AnyRow> extends Shown {
  readonly numRows: number;
  readonly columnNames: string[];
  readonly #columns = new Map<string, Column>();
  readonly #display: TableDisplay;
  #rows: RowSource | undefined;

  /**
   * A table of finished columns, which are not copied.
   * Throws if two columns have the same name or their lengths differ.
   */
  static fromColumns(columns: Iterable<readonly [string, Column]>, display: TableDisplay = {}): Table {
    return new Table([...columns], display);
  }

  protected constructor(columns: (readonly [string, Column])[], display: TableDisplay) {
    super();
    this.columnNames = columns.map(([name]) => name);
    this.numRows = columns.length === 0 ? 0 : columns[0][1].length;
    this.#display = display;
    for (const [name, values] of columns) this.#add(name, values);
  }

  #add(name: string, values: Column): void {
    const key = name.normalize("NFC");
    if (this.#columns.has(key)) throw new DataError(`column names must differ; '${name}' occurs twice`);
    if (values.length !== this.numRows) {
      const [first] = this.columnNames;
      throw new DataError(
        `columns must have equal length; '${first}' has ${this.numRows} rows, '${name}' has ${values.length}`,
      );
    }
    this.#columns.set(key, values);
  }

  /** True if there is a column of this name. */
  has(name: string): boolean {
    return this.#columns.has(String(name).normalize("NFC"));
  }

  /**
   * The values of a column: a typed array, or an array of strings or booleans with `null` where missing. "sigma1" finds
   * the column σ1 where there is none of its own name.
   */
  column(name: string): Column {
    const values = this.#columns.get(String(name).normalize("NFC")) ?? this.#columns.get(inGreek(String(name)));
    if (values === undefined) throw new OptionError(this.absence("column", String(name)));
    return values;
  }

  /** @internal Why there is no column of a name. @param what "column" or "variable" */
  absence(what: string, name: string): string {
    return this.#display.omitted?.includes(name)
      ? `a column holds numbers, texts or booleans; '${name}' was left out, as it holds lists, structures or bytes`
      : unknownName(what, name, "columns", this.columnNames);
  }

  /** @internal */
  get [columnsKey](): readonly string[] {
    return this.columnNames;
  }

  /** What a column holds. */
  kind(name: string): ColumnKind {
    return kindOf(this.column(name));
  }

  /** A column of numbers as a Float64Array, NaN where missing; throws if it holds strings or booleans. */
  numeric(name: string): Float64Array {
    const values = this.column(name);
    if (values instanceof Float64Array) return values;
    if (isNumericArray(values)) return Float64Array.from(values);
    throw new DataError(`column '${name}' must hold numbers; it holds ${this.#example(values)}`);
  }

  /** @internal What a column holds that is none of numbers, in the words of an error. */
  otherThanNumbers(name: string): string {
    return this.#example(this.column(name));
  }

  /** Of texts that are numbers but for some, as of a file with one stray cell, the first of those some. */
  #example(values: Column): string {
    const texts = Array.from(values as ArrayLike<ColumnValue>);
    const isNumber = (value: ColumnValue): boolean =>
      typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
    const numbers = texts.filter(isNumber).length;
    const stray = texts.findIndex((value) => value !== null && !isNumber(value));
    if (stray >= 0 && 2 * numbers > texts.length) return `the text ${inspect(texts[stray])} in row ${stray + 1}`;
    return `${kindOf(values)}s such as ${inspect(texts.find((value) => value !== null) ?? null)}`;
  }

  /** A column as categories, whatever it holds. */
  factor(name: string): Factor {
    return factorOf(this.column(name));
  }

  /**
   * One object for each row; a missing number is NaN, so that calculating with it gives no number, and a missing label
   * `null`.
   */
  toRows(): Row[] {
    return [...this];
  }

  /** The rows one by one, as {@link toRows} has them. */
  *[Symbol.iterator](): Generator<Row, undefined, unknown> {
    const columns = [...this.#columns.values()];
    for (let row = 0; row < this.numRows; row++)
      yield Object.fromEntries(
        columns.map((values, j) => [
          this.columnNames[j],
          valueAt(values, row) ?? (isNumericArray(values) ? NaN : null),
        ]),
      ) as Row;
  }

  /** The columns by their names, not copied: `aq.table(table.columns())` is a table of arquero. */
  columns(): { [name: string]: Column } {
    return Object.fromEntries(this.columnNames.map((name) => [name, this.column(name)]));
  }

  /**
   * The table as an Apache Arrow table: strings dictionary-encoded, missing values null.
   * Throws if the package apache-arrow is not installed. For its own type: `toArrow<import("apache-arrow").Table>()`.
   */
  toArrow<T extends ArrowTable = ArrowTable>(): T {
    return toArrowTable(this) as T;
  }

  /**
   * The table as a danfojs DataFrame. Throws if the package danfojs-node is not installed.
   * For its own type: `toDanfo<import("danfojs-node").DataFrame>()`.
   */
  toDanfo<T extends DanfoFrame = DanfoFrame>(): T {
    return toDanfoFrame(this) as T;
  }

  /**
   * The columns of numbers as a matrix, NaN where a number is missing; a first column that names the rows gives its
   * names.
   * @throws for another column of texts or booleans
   */
  toMatrix(): NamedMatrix {
    const named =
      this.#display.rowHeader === true && this.columnNames.length > 0 && this.kind(this.columnNames[0]) !== "numeric";
    const names = this.columnNames.slice(named ? 1 : 0);
    const values = columnValues(names.map((name) => this.numeric(name)));
    const [header] = this.columnNames;
    const rows = named ? { rows: Array.from(this.column(header), String), header } : {};
    return matrixOf(this.numRows, names.length, values, { ...rows, columns: names });
  }

  /** @internal */
  report(): Report {
    return tableReport(this, this.#display);
  }

  /** @internal */
  override view(): View {
    const view = tableView(this, this.#display);
    return view.columns.length > 0 && view.columns[0].cells.length < view.total ? { ...view, ...this.#offer() } : view;
  }

  /** In a notebook whose kernel can be asked, the rows that a view does not hold. */
  #offer(): Pick<View, "source"> {
    const host = notebookHost();
    if (host?.offer === undefined) return {};
    this.#rows ??= new RowSource(this, missingText(this.#display));
    return { source: host.offer(this.#rows) };
  }

  override toString(): string {
    return toText(fitWidth(this.report(), TEXT_WIDTH));
  }
}
