import { singleLine } from "../words/displayWidth";
import { escapeHTML } from "./html";
import type { Report, ReportColumn } from "./report";
import { safeText } from "./safeText";

const FONT = "font-family:'Times New Roman',serif;font-size:12pt;color:black";
const HEAVY = "1.5pt solid black";
const THIN = "0.75pt solid black";

/**
 * A report as an HTML document that word processors take as a table of theirs, with the lines of APA's tables
 * (Publication Manual, 7th ed., §7.10): above, below the heads, and below all; none between columns.
 */
export function toWord(report: Report): string {
  const paragraph = (text: string, style: string): string =>
    `<p style="${FONT};margin:0 0 6pt 0;${style}">${escapeHTML(singleLine(text))}</p>`;
  const last = report.rows.length - 1;
  const rows = report.rows.map(({ cells, rule }, i) => {
    const border = `${rule ? `border-top:${THIN};` : ""}${i === last ? `border-bottom:${HEAVY};` : ""}`;
    return `<tr>${report.columns.map((column, j) => cell("td", cells[j] ?? "", column, border)).join("")}</tr>`;
  });
  const head = `border-top:${HEAVY};border-bottom:${THIN};`;
  return [
    '<html><head><meta charset="utf-8"></head><body>',
    ...(report.caption === undefined ? [] : [paragraph(report.caption, "font-style:italic")]),
    '<table cellspacing="0" cellpadding="0" style="border-collapse:collapse;border:none">',
    `<thead><tr>${report.columns.map((column) => cell("th", column.header, column, head)).join("")}</tr></thead>`,
    `<tbody>${rows.join("\n")}</tbody>`,
    "</table>",
    ...(report.notes ?? []).map((note, i) => paragraph(`${i === 0 ? "Note. " : ""}${note}`, "font-size:10pt")),
    "</body></html>",
  ].join("\n");
}

/** A report as lines of texts between tabs, which word processors and spreadsheets take as a table. */
export function toTabs(report: Report): string {
  // A sheet takes what begins with a quotation mark to its next one, over tabs and lines.
  const field = (text: string): string => (text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (cells: readonly string[]): string => cells.map((text) => field(safeText(singleLine(text)))).join("\t");
  return [line(report.columns.map(({ header }) => header)), ...report.rows.map(({ cells }) => line(cells))].join("\n");
}

function cell(tag: "td" | "th", text: string, { align }: ReportColumn, border: string): string {
  const style = `${FONT};font-weight:normal;text-align:${align};padding:2pt 6pt;${border}white-space:nowrap`;
  const minus = text.replace(/(^|[\s[(])-(?=[\d.])/g, "$1−");
  return `<${tag} style="${style}">${escapeHTML(singleLine(minus))}</${tag}>`;
}
