import { displayWidth, singleLine } from "../words/displayWidth";
import type { Report, ReportColumn, ReportRow } from "./report";

const GAP = "  ";
/** Characters of a line, beyond which columns of tables are left out. */
export const TEXT_WIDTH = 100;

/** A report as plain text with aligned columns. */
export function toText(report: Report): string {
  const widths = columnWidths(report);
  const rule = "-".repeat(lineWidth(widths));
  const lines: string[] = [];
  if (report.caption !== undefined) lines.push(singleLine(report.caption));
  lines.push(
    textLine(
      report.columns.map((column) => column.header),
      report.columns,
      widths,
    ),
    rule,
  );
  for (const row of report.rows) {
    if (row.rule) lines.push(rule);
    lines.push(textLine(row.cells, report.columns, widths));
  }
  return [...lines, ...(report.notes ?? []).map(singleLine)].join("\n");
}

/** The report with as many of its first columns as fit into `width` characters; a column of ⋯ stands for the rest. */
export function fitWidth(report: Report, width: number): Report {
  const widths = columnWidths(report);
  if (lineWidth(widths) <= width) return report;
  const room = width - GAP.length - 1;
  let count = widths.length - 1;
  while (count > 1 && lineWidth(widths.slice(0, count)) > room) count--;
  return {
    ...report,
    columns: [...report.columns.slice(0, count), more],
    rows: report.rows.map((row) => shortened(row, count)),
  };
}

const more: ReportColumn = { header: "⋯", align: "left" };

function shortened(row: ReportRow, count: number): ReportRow {
  const mark = row.cells.every((cell) => cell === "⋮") ? "⋱" : "⋯";
  return { ...row, cells: [...row.cells.slice(0, count), mark] };
}

function columnWidths(report: Report): number[] {
  const widths = report.columns.map((column) => displayWidth(singleLine(column.header)));
  for (const row of report.rows) {
    row.cells.forEach((cell, j) => (widths[j] = Math.max(widths[j], displayWidth(singleLine(cell)))));
  }
  return widths;
}

function lineWidth(widths: number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}

function textLine(cells: string[], columns: ReportColumn[], widths: number[]): string {
  return columns
    .map((column, j) => padded(singleLine(cells[j] ?? ""), column.align, widths[j]))
    .join(GAP)
    .trimEnd();
}

function padded(cell: string, align: ReportColumn["align"], width: number): string {
  const space = width - displayWidth(cell);
  const before = { left: 0, right: space, center: Math.floor(space / 2) }[align];
  return " ".repeat(before) + cell + " ".repeat(space - before);
}
