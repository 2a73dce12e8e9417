import { singleLine } from "../words/displayWidth";
import type { Report } from "./report";

const ALIGNMENT = { left: ":---", right: "---:", center: ":---:" };

/** A report as a GitHub-flavoured Markdown table. */
export function toMarkdown(report: Report): string {
  const lines: string[] = [];
  if (report.caption !== undefined) lines.push(paragraph(report.caption), "");
  lines.push(tableLine(report.columns.map((column) => escapeMarkdown(column.header))));
  lines.push(tableLine(report.columns.map((column) => ALIGNMENT[column.align])));
  for (const row of report.rows)
    lines.push(tableLine(report.columns.map((_, j) => escapeMarkdown(row.cells[j] ?? ""))));
  for (const note of report.notes ?? []) lines.push("", paragraph(note));
  return lines.join("\n");
}

/**
 * `text` such that Markdown, HTML within it, mathematics between dollar signs and names of emoji between colons show
 * its characters, addresses are no links (whose parts would keep these marks), and Pandoc finds neither citations nor
 * dashes.
 */
export function escapeMarkdown(text: string): string {
  return singleLine(text)
    .replace(/[\\`*_{}[\]<>|~&$#^]/g, "\\$&")
    .replace(/:(?=[\w+-]+:|\/\/)|@|\bwww(?=\.)|-(?=-)|\.(?=\.\.)/gi, (found) =>
      /^w/i.test(found) ? `${found}\\` : `\\${found}`,
    );
}

/** A line of text that Markdown does not take for a list. */
function paragraph(text: string): string {
  return escapeMarkdown(text.trim())
    .replace(/^([-+=])/, "\\$1")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

function tableLine(cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}
