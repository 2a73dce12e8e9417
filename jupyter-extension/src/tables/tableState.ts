import {
  estimateText,
  fixed,
  type NumberFormat,
  pvalueText,
  type Report,
  type RowFilter,
  significant,
  type View,
  type ViewCell,
} from "mixedmodels/page";
import { settings } from "../page/settings";

/** What a reader has chosen. */
export interface TableState {
  /** Digits of adjustable columns; undefined leaves the engine's. */
  digits?: number;
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
  const { level, decimals, significant: significantDigits } = settings();
  const digits =
    view.columns.find(({ format }) => format?.adjustable)?.format?.style === "fixed" ? decimals : significantDigits;
  return {
    ...(digits === null ? {} : { digits }),
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
const NOT_NUMBERS: { [text: string]: number } = { NaN, Inf: Infinity, "-Inf": -Infinity };

/** The number in a cell, if it holds one. */
export function cellNumber(cell: ViewCell | undefined): number | undefined {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && Object.hasOwn(NOT_NUMBERS, cell) ? NOT_NUMBERS[cell] : undefined;
}

export function cellText(cell: ViewCell, format: NumberFormat | undefined, digits: number | undefined): string {
  if (cell === null) return "";
  const value = format === undefined ? undefined : cellNumber(cell);
  if (format === undefined || value === undefined) return String(cell);
  const places = format.adjustable ? (digits ?? format.digits ?? 4) : (format.digits ?? 4);
  if (format.style === "pvalue") return pvalueText(value);
  if (format.style === "integer") return String(value);
  if (format.sign && value >= 0) return `+${cellText(value, { ...format, sign: false }, digits)}`;
  if (format.style === "fixed") return format.small ? estimateText(value, places) : fixed(value, places);
  return significant(value, Math.max(1, places));
}

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
  const order = rowOrder(view, state);
  const notes = [
    ...(view.facts?.length ? [view.facts.join(" · ")] : []),
    ...(view.certificate ? [view.certificate.summary] : []),
    ...(view.notes ?? []),
    ...heldNote(view),
  ];
  const columns = shownColumns(view, state).map((j) => view.columns[j]);
  const firstOfFoot = view.columns[0].cells.length - (view.foot ?? 0);
  return {
    ...(view.caption === undefined ? {} : { caption: view.caption }),
    columns: columns.map(({ header, align }) => ({ header, align })),
    rows: order.map((row) => ({
      cells: columns.map(({ cells, format }) => cellText(cells[row], format, state.digits)),
      rule: row === firstOfFoot || (state.sort === undefined && (view.rules ?? []).includes(row)),
    })),
    notes,
    rowHeader: view.rowHeader ?? false,
  };
}

/** What to say when the notebook holds fewer rows than the result has. */
export function heldNote(view: View): string[] {
  const held = view.columns[0].cells.length;
  if (held >= view.total) return [];
  const what = `The notebook holds the first ${count(held)} of ${count(view.total)} rows`;
  return [
    view.ordered
      ? `${what}.`
      : view.source === undefined
        ? `${what}; sorting orders these.`
        : `${what} and sorts these; run the cell again to reach all.`,
  ];
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/**
 * Comma-separated values (RFC 4180) with the numbers in full. A text that a spreadsheet would take for a formula gets a
 * quote before it.
 */
export function toCSV(view: View, state: TableState): string {
  const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const plain = (cell: ViewCell): string => {
    if (cell === null || typeof cell === "number" || cellNumber(cell) !== undefined) return String(cell ?? "");
    return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  };
  const columns = shownColumns(view, state).map((j) => view.columns[j]);
  const lines = [
    columns.map(({ header }) => plain(header)),
    ...rowOrder(view, state).map((row) => columns.map(({ cells }) => plain(cells[row]))),
  ];
  return `${lines.map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
}
