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
  return { "text/html": html(header, cells, note), "text/plain": text(header, cells, note) };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? String(Number(value.toPrecision(7))) : String(value);
}

function escapeHtml(value: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return value.replace(/[&<>"']/g, (character) => entities[character]!);
}

function html(header: string[], rows: string[][], note: string): string {
  const head = header.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = rows.map(
    ([label, ...cells]) =>
      `<tr><th scope="row">${escapeHtml(label!)}</th>` +
      `${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table><p>${note}</p>`;
}

function text(header: string[], rows: string[][], note: string): string {
  const oneLine = [header, ...rows].map((row) => row.map((cell) => cell.replace(/\s+/g, " ")));
  const widths = header.map((_, column) => Math.max(...oneLine.map((row) => row[column]!.length)));
  const lines = oneLine.map((row) => row.map((cell, i) => cell.padStart(widths[i]!)).join("  "));
  return [...lines, note].join("\n");
}
