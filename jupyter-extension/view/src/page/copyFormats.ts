import { trans } from "./trans";

/** What a table is copied as, in the order of the copy menu, that for word processors first. */
export const COPY_FORMATS = ["Table (Word)", "Markdown", "LaTeX", "HTML", "CSV", "CSV (semicolons)"] as const;

export type CopyFormat = (typeof COPY_FORMATS)[number];

/** How a reader is told of a format. */
export function formatName(format: CopyFormat): string {
  if (format === "Table (Word)") return trans.__("Table (Word)");
  return format === "CSV (semicolons)" ? trans.__("CSV (semicolons)") : format;
}
