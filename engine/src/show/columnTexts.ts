import { OptionError } from "../errors";
import { log10 } from "../math/log10";
import { estimateText, fixed, pvalueAPA, pvalueText, significant } from "./numbers";
import type { Report } from "./report";
import type { NumberFormat, View, ViewCell, ViewColumn } from "./view";

/** How the numbers of a table are to be written. */
export interface PrintOptions {
  /**
   * Digits of the numbers that may have others: significant ones of the standard error where numbers are rounded by it,
   * else decimals or significant ones, as the table has them.
   */
  digits?: number;
  /** "apa": p-values as the American Psychological Association has them, ".023", "< .001". */
  p?: "apa";
}

/** More decimals than this are written with an exponent. */
const MOST_DECIMALS = 12;
/** A number among larger ones that keeps fewer significant digits is written with its own. */
const FEWEST = 3;
const NOT_NUMBERS: { readonly [text: string]: number } = { NaN, Inf: Infinity, "-Inf": -Infinity };

/** The number in a cell, if it holds one. */
export function cellNumber(cell: ViewCell | undefined): number | undefined {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && Object.hasOwn(NOT_NUMBERS, cell) ? NOT_NUMBERS[cell] : undefined;
}

/** The texts of a column's cells. */
export function columnTexts(columns: readonly ViewColumn[], j: number, options: PrintOptions = {}): string[] {
  const { cells, format, composed } = columns[j];
  if (format === undefined) return cells.map((cell) => String(cell ?? ""));
  const digits = (format.adjustable ? options.digits : undefined) ?? format.digits ?? 4;
  const numbers = cells.map(cellNumber);
  const text = (cell: ViewCell, row: number, write: (value: number) => string): string => {
    const value = numbers[row];
    return value === undefined ? String(cell ?? "") : write(value);
  };
  if (format.style === "significant" && !format.alone) {
    const aligned = alignedTexts(
      numbers.map((value) => value ?? NaN),
      Math.max(1, digits),
    );
    return cells.map((cell, row) => text(cell, row, () => aligned[row]));
  }
  return cells.map((cell, row) => {
    const parts = composed?.[row];
    if (parts) return composedText(parts, digits - (format.digits ?? 4));
    return text(cell, row, (value) => numberText(value, format, digits, errorOf(columns, format, row), options));
  });
}

function numberText(
  value: number,
  format: NumberFormat,
  digits: number,
  error: number | undefined,
  { p }: PrintOptions,
): string {
  if (format.sign && value >= 0) return `+${numberText(value, { ...format, sign: false }, digits, error, {})}`;
  switch (format.style) {
    case "pvalue":
      return p === "apa" ? pvalueAPA(value) : pvalueText(value);
    case "integer":
      return Number.isFinite(value) ? String(value) : fixed(value, 0);
    case "fixed":
      return format.small ? estimateText(value, digits) : fixed(value, digits);
    case "error":
      return error === undefined ? significant(value) : withDecimals(value, decimalsByError(error, digits));
    default:
      return significant(value, Math.max(1, digits));
  }
}

/** The standard error that a row's numbers are rounded by: that of its column, or a quarter of its interval's width. */
function errorOf(columns: readonly ViewColumn[], { error }: NumberFormat, row: number): number | undefined {
  if (error === undefined) return undefined;
  const at = (column: number): number => cellNumber(columns[column]?.cells[row]) ?? NaN;
  const size = typeof error === "number" ? at(error) : (at(error[1]) - at(error[0])) / 4;
  return size > 0 && size < Infinity ? size : undefined;
}

/** Decimals that give a standard error so many significant digits; below 0 where these end before the point. */
export function decimalsByError(error: number, digits: number): number {
  const exponent = Number(error.toExponential(Math.max(0, digits - 1)).split("e")[1]);
  return digits - 1 - exponent;
}

/** {@link fixed}, with an exponent where so many decimals would be zeros to count, or digits that no number has. */
export function withDecimals(value: number, decimals: number): string {
  if (Math.abs(decimals) <= MOST_DECIMALS || !(Math.abs(value) > 0) || !Number.isFinite(value))
    return fixed(value, Math.max(0, Math.min(MOST_DECIMALS, decimals)));
  const exponent = Math.floor(log10(Math.abs(value)));
  return value.toExponential(Math.max(0, Math.min(20, decimals + exponent)));
}

/** Several numbers in a text, such as an estimate with its interval; `more` digits than the table has by itself. */
function composedText(
  { template, values, decimals }: NonNullable<NonNullable<ViewColumn["composed"]>[number]>,
  more: number,
): string {
  let i = 0;
  return template.replaceAll("{}", () => withDecimals(values[i++] ?? NaN, decimals + more));
}

/**
 * Numbers with `digits` significant ones where they need them, all with as many decimals, so that their points stand
 * below each other: "238.265", "264.280". Numbers outside of 1e-4 … 1e6 and small ones among large ones, whose digits
 * would be lost, are written by {@link significant}.
 */
export function alignedTexts(values: readonly number[], digits: number): string[] {
  const own = values.map((value) => significant(value, digits));
  const plain = values.map((value, i) => Number.isFinite(value) && !own[i].includes("e"));
  const sizes = values.filter((_, i) => plain[i]).map(Math.abs);
  const most = Math.max(0, ...own.map((text, i) => (plain[i] ? decimalsOf(text) : 0)));
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const room = largest === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(log10(largest)));
  const decimals = Math.min(most, room);
  return values.map((value, i) => {
    if (!plain[i]) return own[i];
    const lost = value !== 0 && decimalsOf(own[i]) > decimals;
    return lost && Math.floor(log10(Math.abs(value))) + 1 + decimals < FEWEST ? own[i] : fixed(value, decimals);
  });
}

function decimalsOf(text: string): number {
  return text.endsWith(".0") ? 0 : text.length - 1 - text.indexOf(".");
}

/** A view as a table of finished strings, with what stands above the table as the first of its notes. */
export function reportOfView(
  view: View,
  options: PrintOptions,
  rows: readonly number[] = view.columns[0].cells.map((_, row) => row),
  columns: readonly number[] = view.columns.map((_, j) => j),
): Report {
  const texts = columns.map((j) => columnTexts(view.columns, j, options));
  const firstOfFoot = view.columns[0].cells.length - (view.foot ?? 0);
  const asItStands = rows.every((row, i) => row === i);
  return {
    ...(view.caption === undefined ? {} : { caption: view.caption }),
    columns: columns.map((j) => ({ header: view.columns[j].header, align: view.columns[j].align })),
    rows: rows.map((row) => ({
      cells: texts.map((column) => column[row]),
      rule: row === firstOfFoot || (asItStands && (view.rules ?? []).includes(row)),
    })),
    notes: [
      ...(view.facts?.length ? [view.facts.join(" · ")] : []),
      ...(view.certificate ? [view.certificate.summary] : []),
      ...(view.notes ?? []),
    ],
    rowHeader: view.rowHeader ?? false,
  };
}

/** Checks options of printing against what a view has. */
export function checkPrintOptions(view: View, { digits, p, ...others }: PrintOptions): void {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new OptionError(`a result is printed with the options digits and p; got ${unknown}`);
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 0 && digits <= 15))
    throw new OptionError(`digits is a whole number from 0 to 15; got ${String(digits)}`);
  if (p !== undefined && p !== "apa")
    throw new OptionError(`p-values are written by p: "apa", or as they are; got ${JSON.stringify(p)}`);
  if (digits !== undefined && !view.columns.some(({ format }) => format?.adjustable))
    throw new OptionError("digits can be chosen for estimates and other real numbers; this result has none of these");
  if (p !== undefined && !view.columns.some(({ format }) => format?.style === "pvalue"))
    throw new OptionError(`p: "apa" writes p-values; this result has none`);
}
