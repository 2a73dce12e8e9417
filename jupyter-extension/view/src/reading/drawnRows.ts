type Part = { readonly [key: string]: unknown };
type Rows = readonly unknown[];

/** No chart of the engine draws as many. */
export const MOST_ROWS = 1_000_000;

/**
 * How many rows the marks of a specification draw together, at most: those of their data, times what `flatten` and
 * `fold` make of each. A few kilobytes can ask for more than any page can hold.
 */
export function drawnRows(spec: unknown): number {
  return rowsBelow(spec, [], 1);
}

/** @param factor rows that the transforms so far make of each row of `values` */
function rowsBelow(value: unknown, values: Rows, factor: number): number {
  const part = record(value);
  const own = record(part["data"])["values"];
  const rows = Array.isArray(own) ? own : values;
  const grown = list(part["transform"]).reduce(
    (product: number, step) => product * growth(record(step), rows),
    Array.isArray(own) ? 1 : factor,
  );
  const inner = ["layer", "concat", "hconcat", "vconcat"].flatMap((key) => list(part[key])).concat(part["spec"] ?? []);
  const below = inner.reduce((sum: number, one) => sum + rowsBelow(one, rows, grown), 0);
  return below + ("mark" in part ? grown * rows.length : 0);
}

/** The most rows that a transform makes of one, in the mean over the rows: after another one, of the longest. */
function growth(step: Part, rows: Rows): number {
  const fields = list(step["flatten"]);
  const folded = list(step["fold"]).length;
  if (fields.length === 0) return Math.max(1, folded);
  const longest = (row: unknown): number =>
    fields.reduce((most: number, field) => Math.max(most, list(record(row)[String(field)]).length), 1);
  return Math.max(1, folded) * rows.reduce((most: number, row) => Math.max(most, longest(row)), 1);
}

function record(value: unknown): Part {
  return typeof value === "object" && value !== null ? (value as Part) : {};
}

function list(value: unknown): Rows {
  return Array.isArray(value) ? value : [];
}
