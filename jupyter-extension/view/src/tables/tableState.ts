import {
  cellNumber,
  type PrintOptions,
  type Report,
  type RowFilter,
  reportOfView,
  safeText,
  type View,
  type ViewCell,
} from "mixedmodels/page";
import { settings } from "../page/settings";
import { trans } from "../page/trans";

/** What a reader has chosen. */
export interface TableState {
  /** Digits of adjustable columns; undefined leaves the engine's. */
  digits?: number;
  /** p-values as APA has them. */
  apa: boolean;
  sort?: { column: number; descending: boolean };
  /** Which rows are shown, where the kernel can be asked. */
  filter?: RowFilter;
  /** Coverage of the intervals in the rows, 0 for none. */
  level: number;
  page: number;
  /** Toggles whose columns are not shown. */
  off: Set<string>;
}

/** The state in which a reader finds a view. */
export function initialState(view: View): TableState {
  const { level, decimals, significant, pvalues } = settings();
  const style = view.columns.find(({ format }) => format?.adjustable)?.format?.style;
  const digits = style === "fixed" ? decimals : style === "significant" ? significant : null;
  return {
    ...(digits === null ? {} : { digits }),
    apa: pvalues === "apa",
    level: level / 100,
    page: 0,
    off: new Set(view.columns.flatMap(({ toggle, hidden }) => (toggle !== undefined && hidden ? [toggle] : []))),
  };
}

/** Indices of the columns that are shown. */
export function shownColumns(view: View, { off }: TableState): number[] {
  return view.columns.flatMap(({ toggle }, j) => (toggle !== undefined && off.has(toggle) ? [] : [j]));
}

export const PAGE = 20;
/** The rows in the order asked for; what has no number stands last, the foot keeps its place. */
export function rowOrder(view: View, { sort }: TableState): number[] {
  const held = view.columns[0].cells.length;
  const body = Array.from({ length: held - (view.foot ?? 0) }, (_, row) => row);
  const foot = Array.from({ length: view.foot ?? 0 }, (_, i) => body.length + i);
  if (sort === undefined) return [...body, ...foot];
  const { cells, format } = view.columns[sort.column];
  const direction = sort.descending ? -1 : 1;
  const byNumber = (a: number, b: number): number => {
    const [x, y] = [cellNumber(cells[a]) ?? NaN, cellNumber(cells[b]) ?? NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? 0 : x < y ? -direction : direction;
  };
  const byText = (a: number, b: number): number =>
    direction * String(cells[a] ?? "").localeCompare(String(cells[b] ?? ""), "en");
  return [...body.sort(format ? byNumber : byText), ...foot];
}

/** The table as the reader has arranged it, in finished strings, for the printers. */
export function reportOf(view: View, state: TableState): Report {
  const report = reportOfView(view, printOptions(state), rowOrder(view, state), shownColumns(view, state));
  return { ...report, notes: [...(report.notes ?? []), ...heldNote(view)] };
}

/** How the reader wants numbers written. */
export function printOptions({ digits, apa }: TableState): PrintOptions {
  return { ...(digits === undefined ? {} : { digits }), ...(apa ? { p: "apa" as const } : {}) };
}

/** What to say when the notebook holds fewer rows than the result has. */
export function heldNote(view: View): string[] {
  const held = view.columns[0].cells.length;
  if (held >= view.total) return [];
  const [here, all] = [count(held), count(view.total)];
  if (view.ordered) return [trans.__("The notebook holds the first %1 of %2 rows.", here, all)];
  return [
    view.source === undefined
      ? trans.__("The notebook holds the first %1 of %2 rows; sorting orders these.", here, all)
      : trans.__(
          "The notebook holds the first %1 of %2 rows and sorts these; run the cell again to reach all.",
          here,
          all,
        ),
  ];
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** How a spreadsheet of a country writes CSV. */
export interface CSVDialect {
  readonly delimiter: "," | ";";
  readonly decimal: "." | ",";
}

export const COMMAS: CSVDialect = { delimiter: ",", decimal: "." };
/** Of countries where a comma begins decimals. */
export const SEMICOLONS: CSVDialect = { delimiter: ";", decimal: "," };

/**
 * Delimiter-separated values (RFC 4180) with the numbers in full. A text that a spreadsheet would take for a formula
 * gets a quote before it, and texts with a delimiter of any dialect stand between quotation marks.
 */
export function toCSV(view: View, state: TableState, { delimiter, decimal }: CSVDialect = COMMAS): string {
  const field = (cell: ViewCell): string => {
    if (cell === null) return "";
    if (typeof cell === "number" || cellNumber(cell) !== undefined) return String(cell).replace(".", decimal);
    const text = safeText(cell);
    return /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const columns = shownColumns(view, state).map((j) => view.columns[j]);
  const lines = [
    columns.map(({ header }) => header),
    ...rowOrder(view, state).map((row) => columns.map(({ cells }) => cells[row])),
  ];
  return `${lines.map((line) => line.map(field).join(delimiter)).join("\r\n")}\r\n`;
}
