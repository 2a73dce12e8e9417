import { cellText, plainTable } from "./plainTable";

const MAX_ROWS = 20;

interface DataFrameLike {
  shape: readonly number[];
  columns: readonly unknown[];
  index: readonly unknown[];
  values: readonly unknown[];
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
