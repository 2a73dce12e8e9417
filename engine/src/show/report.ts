/** A column of a {@link Report}: its header and how its cells are aligned. */
export interface ReportColumn {
  header: string;
  align: "left" | "right" | "center";
}

/** A row of a {@link Report}; `rule` asks for a line above it. */
export interface ReportRow {
  cells: string[];
  rule?: boolean;
}

/**
 * What a result says, before any format is chosen: a table of finished strings.
 * Every string is plain text; the printers escape it for their format.
 */
export interface Report {
  caption?: string;
  columns: ReportColumn[];
  rows: ReportRow[];
  /** Lines below the table. */
  notes?: string[];
  /** The first column names its row. */
  rowHeader?: boolean;
}
