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
  const has = (name: string): boolean => isFunction(memberOf(value, name));
  if (["columnNames", "numRows", "indices"].every(has)) return true;
  if (has("getChild")) return Array.isArray(memberOf(memberOf(value, "schema"), "fields"));
  if (has("getSeries")) return has("getColumnNames");
  if (has("getColumn")) return Array.isArray(memberOf(value, "columns"));
  return isDataFrame(value) && value.shape.length === 2 && value.index.every((name) => typeof name === "number");
}

/** A member that may be missing, also of an object that throws when asked for what it does not have. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return name in value ? (value as Record<string, unknown>)[name] : undefined;
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** A danfojs DataFrame or Series, told by its properties: the package itself is optional. */
export function isDataFrame(value: unknown): value is DataFrameLike {
  if (typeof value !== "object" || value === null) return false;
  if (!["head", "iloc"].every((name) => isFunction(memberOf(value, name)))) return false;
  return ["shape", "columns", "index", "values"].every((name) => Array.isArray(memberOf(value, name)));
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
