import { cellText, plainTable } from "./plainTable";

const MAX_ROWS = 20;

interface DataFrameLike {
  shape: readonly number[];
  columns: readonly unknown[];
  index: readonly unknown[];
  values: readonly unknown[];
}

/**
 * A table of arquero or Arrow, or a data frame of nodejs-polars, danfojs or another package: whatever the engine takes
 * as a table that is neither rows nor columns of the notebook's own. A frame whose rows have names is none, as a table
 * would lose them.
 */
export function isTable(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const { columnNames, numRows, indices, schema, getChild, columns, getColumn, getSeries, getColumnNames } =
    value as Record<string, unknown>;
  if ([columnNames, numRows, indices].every(isFunction)) return true;
  if (isFunction(getChild)) return Array.isArray((schema as { fields?: unknown } | undefined)?.fields);
  if (isFunction(getSeries)) return isFunction(getColumnNames);
  if (isFunction(getColumn)) return Array.isArray(columns);
  return isDataFrame(value) && value.shape.length === 2 && value.index.every((name) => typeof name === "number");
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** A danfojs DataFrame or Series, told by its properties: the package itself is optional. */
export function isDataFrame(value: unknown): value is DataFrameLike {
  if (typeof value !== "object" || value === null) return false;
  const frame = value as Partial<DataFrameLike> & { head?: unknown; iloc?: unknown };
  if (typeof frame.head !== "function" || typeof frame.iloc !== "function") return false;
  return [frame.shape, frame.columns, frame.index, frame.values].every(Array.isArray);
}

/**
 * The first rows of a data frame as text and as an HTML table; danfojs itself has only a dump of its internals to show.
 */
export function frameBundle(frame: DataFrameLike): Record<string, string> {
  const rows = frame.values.slice(0, MAX_ROWS).map((row) => (Array.isArray(row) ? row : [row]));
  const header = ["", ...frame.columns.map(String)];
  const cells = rows.map((row, i) => [String(frame.index[i]), ...row.map(cellText)]);
  const numRows = frame.values.length;
  const size = `${numRows} rows × ${frame.columns.length} columns`;
  const note = numRows > MAX_ROWS ? `${size}, the first ${MAX_ROWS} shown` : size;
  return plainTable(header, cells, note);
}
