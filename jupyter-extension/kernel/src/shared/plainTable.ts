/**
 * Text and an HTML table of finished strings.
 * @param rows - each with its name first, which `header` has a place for
 * @param note - what is said below
 */
export function plainTable(header: string[], rows: string[][], note: string): Record<string, string> {
  return { "text/html": html(header, rows, note), "text/plain": text(header, rows, note) };
}

/** A value as a table of the kernel writes it: nothing for a missing one, numbers with seven digits. */
export function cellText(value: unknown): string {
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
