import type { Report, ReportColumn } from "./report";

/**
 * MIME type of a {@link View} (or of a chart's extras) in a bundle; its number changes when old readers could not read
 * on.
 */
export const VIEW_MIME = "application/vnd.mixedmodels.v1+json";
/** Version of what stands under {@link VIEW_MIME}. */
export const VIEW_VERSION = 1;

/** A value of a cell. Numbers that JSON lacks are "NaN", "Inf" and "-Inf"; null is an empty cell. */
export type ViewCell = number | string | null;

/** How numbers of a column are written; `digits` is where the reader starts from when it may be changed. */
export interface NumberFormat {
  /** "error": as many decimals in each row as give its standard error `digits` significant digits. */
  style: "fixed" | "significant" | "pvalue" | "integer" | "error";
  digits?: number;
  /** Whether the reader may ask for other digits. */
  adjustable?: boolean;
  /** Whether positive numbers get a plus sign. */
  sign?: boolean;
  /** Whether numbers that so few decimals would show as zero get two significant digits. */
  small?: boolean;
  /** Of significant numbers: that each has the digits of its own, as below each other stand different units. */
  alone?: boolean;
  /** Of style "error": the column of the standard errors, or the two of an interval's ends. */
  error?: number | [lower: number, upper: number];
}

/** Numbers within a text: each "{}" of the template is one, with these decimals at the usual digits of the column. */
export interface ComposedCell {
  template: string;
  values: number[];
  decimals: number;
}

/** The shape of a long column: quartiles with the extremes, and counts in bins of equal width between these. */
export interface ColumnSummary {
  quantiles: number[];
  counts: number[];
  missing: number;
}

export interface ViewColumn extends ReportColumn {
  /** Absent for a column of text. */
  format?: NumberFormat;
  cells: ViewCell[];
  /** The numbers in the texts of cells, where digits can be chosen for them. */
  composed?: (ComposedCell | null)[];
  summary?: ColumnSummary;
  /** The columns that share this word are shown and hidden together. */
  toggle?: string;
  /** The reader has to ask for the columns of this toggle. */
  hidden?: boolean;
  /** Numbers of both signs whose size is drawn behind them. */
  shade?: boolean;
}

/** A small picture in a row: the distribution of a sample with an interval below it, or how often levels occur. */
export type ViewShape =
  | {
      kind: "sample";
      summary: ColumnSummary;
      interval?: [lower: number, upper: number];
      /** Where 0 or another value of interest lies. */
      mark?: number;
    }
  | {
      kind: "levels";
      /** The most frequent, in descending order. */
      levels: { name: string; count: number }[];
      /** How many levels there are. */
      total: number;
    };

/** A column of pictures. */
export interface ViewShapes {
  header: string;
  /** Columns before it. */
  after: number;
  cells: (ViewShape | null)[];
}

/** Whether a fit is an optimum: a word, and what opens behind it. */
export interface ViewCertificate {
  state: "converged" | "singular" | "failed";
  summary: string;
  explanation: string[];
}

/**
 * A result for a reader that can be asked: numbers instead of finished strings. Every string is plain text.
 * It is saved in notebooks, so fields are added but never change their meaning.
 */
export interface View {
  version: number;
  kind: "table";
  caption?: string;
  /** The caption is a formula. */
  formula?: boolean;
  facts?: string[];
  certificate?: ViewCertificate;
  columns: ViewColumn[];
  /** Rows of the result; the columns may hold only the first of them. */
  total: number;
  /** Under this id a live kernel gives the rows that the columns do not hold. */
  source?: string;
  /** So many of the last rows stand below the others, whatever the order of these. */
  foot?: number;
  /** Rows with a line above. */
  rules?: number[];
  notes?: string[];
  rowHeader?: boolean;
  /** The order of the rows belongs to the result, as in a matrix: the reader cannot sort them. */
  ordered?: boolean;
  /** The names of rows repeat: equal ones in a row are written once. */
  grouped?: boolean;
  shapes?: ViewShapes;
  /**
   * Columns that make an interval in each row: of an estimate and its standard error (with degrees of freedom of
   * Student's t, else Wald's), or of two ends.
   */
  interval?: { estimate: number; error: number; dof?: number } | { lower: number; upper: number };
  /** Further tables that the reader may open. */
  details?: { label: string; view: View }[];
}

/** A number as JSON can hold it. */
export function viewNumber(value: number): ViewCell {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
}

/** A report's finished strings as a view. */
export function viewOfReport(report: Report): View {
  const { caption, columns, rows, notes, rowHeader } = report;
  return {
    version: VIEW_VERSION,
    kind: "table",
    ...(caption === undefined ? {} : { caption }),
    columns: columns.map((column, j) => ({ ...column, cells: rows.map(({ cells }) => cells[j] ?? "") })),
    total: rows.length,
    rules: rows.flatMap(({ rule }, i) => (rule ? [i] : [])),
    ...(notes === undefined ? {} : { notes }),
    ...(rowHeader === undefined ? {} : { rowHeader }),
  };
}
