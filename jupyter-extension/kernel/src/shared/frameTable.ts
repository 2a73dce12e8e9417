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
  const has = (...names: string[]): boolean => names.every((name) => typeof member(value, name) === "function");
  if (has("columnNames", "numRows", "indices")) return true;
  if (has("getChild")) return Array.isArray((member(value, "schema") as { fields?: unknown } | undefined)?.fields);
  if (has("getSeries", "getColumnNames")) return true;
  if (has("getColumn")) return Array.isArray(member(value, "columns"));
  return isDataFrame(value) && value.shape.length === 2 && value.index.every((name) => typeof name === "number");
}

/** Results of the engine throw where a member is read that they do not have. */
function member(value: object, name: string): unknown {
  return name in value ? (value as { readonly [name: string]: unknown })[name] : undefined;
}

/** A danfojs DataFrame or Series, told by its properties: the package itself is optional. */
export function isDataFrame(value: unknown): value is DataFrameLike {
  if (typeof value !== "object" || value === null) return false;
  if (!["head", "iloc"].every((name) => typeof member(value, name) === "function")) return false;
  return ["shape", "columns", "index", "values"].every((name) => Array.isArray(member(value, name)));
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
