import type { Report, ReportColumn, ReportRow } from "./report";

const TABLE_STYLE = "border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums";
const PADDING = "padding:0.2em 0.6em";
const RULE = "1px solid currentColor";

/** A report as an HTML table. Colours are inherited, so that it reads in light and dark pages. */
export function toHTML(report: Report): string {
  const lines = ['<div class="mixedmodels">', `<table class="mixedmodels-table" style="${TABLE_STYLE}">`];
  if (report.caption !== undefined) {
    lines.push(
      `<caption style="caption-side:top;color:inherit;text-align:left">${escapeHTML(report.caption)}</caption>`,
    );
  }
  lines.push(`<thead><tr>${report.columns.map(headerCell).join("")}</tr></thead>`, "<tbody>");
  for (const row of report.rows) lines.push(bodyRow(row, report));
  lines.push("</tbody>", "</table>");
  for (const note of report.notes ?? []) lines.push(`<p class="mixedmodels-note">${escapeHTML(note)}</p>`);
  return [...lines, "</div>"].join("\n");
}

/** `text` as HTML text or attribute value; a zero character, which HTML has not, is a replacement character. */
export function escapeHTML(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll("\0", "\ufffd");
}

function headerCell(column: ReportColumn): string {
  const style = `style="${PADDING};${place(column)};border-bottom:${RULE}"`;
  return column.header === "" ? `<td ${style}></td>` : `<th scope="col" ${style}>${escapeHTML(column.header)}</th>`;
}

/** Numbers stay on one line. */
function place({ align }: ReportColumn): string {
  return `text-align:${align}${align === "left" ? "" : ";white-space:nowrap"}`;
}

function bodyRow(row: ReportRow, report: Report): string {
  const border = row.rule ? `;border-top:${RULE}` : "";
  const cells = report.columns.map((column, j) => {
    const style = `style="${PADDING};${place(column)}${border}"`;
    const text = escapeHTML(row.cells[j] ?? "");
    return report.rowHeader && j === 0 ? `<th scope="row" ${style}>${text}</th>` : `<td ${style}>${text}</td>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}
