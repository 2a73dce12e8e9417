import { escapeLaTeX, UNICODE_TEXT } from "./latexText";
import type { Report } from "./report";

const ALIGNMENT = { left: "l", right: "r", center: "c" };

/** A report as a LaTeX tabular that needs no packages. */
export function toLaTeX(report: Report): string {
  const lines: string[] = [];
  if (report.caption?.trim()) lines.push(`${escapeLaTeX(report.caption)}\\\\`);
  if (report.columns.length > 0) lines.push(...tabular(report));
  for (const note of report.notes ?? []) lines.push("", escapeLaTeX(note));
  const definitions = lines.some((line) => line.includes("\\unicodetext{")) ? [UNICODE_TEXT] : [];
  return ["\\begin{center}", ...definitions, ...lines, "\\end{center}"].join("\n");
}

function tabular({ columns, rows }: Report): string[] {
  const lines = [`\\begin{tabular}{${columns.map((column) => ALIGNMENT[column.align]).join("")}}`, "\\hline"];
  lines.push(tableLine(columns.map((column) => column.header)), "\\hline");
  for (const row of rows) {
    if (row.rule) lines.push("\\hline");
    lines.push(tableLine(columns.map((_, j) => row.cells[j] ?? "")));
  }
  return [...lines, "\\hline", "\\end{tabular}"];
}

function tableLine(cells: string[]): string {
  return `${cells.map((cell) => escapeLaTeX(cell.replace(/^-(?=[\d.])/, "−"))).join(" & ")} \\\\`;
}
