import { DataError, OptionError } from "../../errors";
import type { Column } from "../../table/column";
import { parseColumn } from "../../table/source/parseColumn";
import { Table } from "../../table/table";
import type { Rows } from "./completeRows";

/**
 * A number for each row of a table: the name of a numeric column, or the numbers themselves (null, undefined and NaN
 * are missing).
 */
export type RowValues = string | ArrayLike<number | null | undefined>;

export interface RowOptions {
  readonly weights?: RowValues | undefined;
  readonly offset?: RowValues | undefined;
}

/** How row values were given. */
export interface GivenValues {
  /** The column that holds them; undefined where the numbers themselves were given. */
  readonly column: string | undefined;
}

/** The table with the weights and the offset of the options as columns, and their names. */
export function rowOptions(
  table: Table,
  { weights, offset }: RowOptions,
): { table: Table; names: { weights?: string; offset?: string } } {
  const weighted = weights === undefined ? undefined : rowColumn(table, "weights", weights);
  if (weighted) checkWeights(weighted);
  const shifted = offset === undefined ? undefined : rowColumn(weighted?.table ?? table, "offset", offset);
  return {
    table: shifted?.table ?? weighted?.table ?? table,
    names: { ...(weighted && { weights: weighted.name }), ...(shifted && { offset: shifted.name }) },
  };
}

/** How row values were given, for the record. */
export function given<K extends string>(option: K, values: RowValues | undefined): { [key in K]?: GivenValues } {
  return values === undefined
    ? {}
    : ({ [option]: { column: typeof values === "string" ? values : undefined } } as { [key in K]?: GivenValues });
}

/** The sum of the offsets in every row, if there is one. */
export function sumOfOffsets(names: readonly string[], rows: Rows): { offset?: Float64Array } {
  if (names.length === 0) return {};
  const offset = new Float64Array(rows.count);
  for (const values of names.map((name) => rows.numeric(name)))
    for (let i = 0; i < offset.length; i++) offset[i] += values[i];
  return { offset };
}

/** Row values as a column of a table that has all the other columns, too. */
interface RowColumn {
  readonly table: Table;
  readonly name: string;
}

/**
 * Finds the column that row values name, or adds them as one.
 * @param option what they are given as, "weights" or "offset"
 */
function rowColumn(table: Table, option: string, values: RowValues): RowColumn {
  if (typeof values === "string") {
    if (!table.has(values))
      throw new OptionError(
        `the option ${option} is a column of the table or numbers: ` + `${table.absence("column", values)}`,
      );
    checkNumeric(table, option, values, `'${values}' holds`);
    return { table, name: values };
  }
  if (typeof values !== "object" || values === null || typeof values.length !== "number")
    throw new OptionError(`the option ${option} is the name of a column or an array of numbers; got ${String(values)}`);
  if (values.length !== table.numRows)
    throw new OptionError(
      `the option ${option} has a number for each row of the table; got ${values.length} for ${table.numRows} rows`,
    );
  const name = nameOfNumbers(option);
  const columns = table.columnNames.map((column): [string, Column] => [column, table.column(column)]);
  const extended = Table.fromColumns([...columns, [name, parseColumn(name, values)]]);
  checkNumeric(extended, option, name, "these are");
  return { table: extended, name };
}

/** The weights in a column of another table than that of the fit. */
export function weightsIn(table: Table, column: string): Float64Array {
  checkNumeric(table, "weights", column, `'${column}' holds`);
  checkWeights({ table, name: column });
  return table.numeric(column);
}

/** Throws unless the weights in a column are positive and finite, or missing. */
function checkWeights({ table, name }: RowColumn): void {
  const values = table.numeric(name);
  const row = values.findIndex((value) => !Number.isNaN(value) && !(value > 0 && value < Infinity));
  if (row < 0) return;
  const which = name === nameOfNumbers("weights") ? "that" : `'${name}'`;
  throw new DataError(
    `weights must be positive and finite; ${which} of row ${row + 1} ` +
      `is ${values[row]}${values[row] === 0 ? " (to leave a row out, make its weight missing)" : ""}`,
  );
}

function checkNumeric(table: Table, option: string, name: string, which: string): void {
  if (table.kind(name) !== "numeric")
    throw new OptionError(`the option ${option} must be numeric; ${which} ${table.kind(name)}s`);
}

/** Name of the column of values that were given as numbers, unlike those that tables have. */
export function nameOfNumbers(option: string): string {
  return `{ ${option} }`;
}
