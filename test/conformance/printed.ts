import { readFileSync } from "node:fs";
import path from "node:path";

/** A cell of a printed table; "" and null where nothing stands. */
export type PrintedCell = string | null;

export interface PrintedCoefficient {
  readonly est: string;
  readonly se: string;
  readonly z: string;
  readonly p: string;
}

/** What a cell of a page has printed; numbers as their texts, so that their digits are known. */
export interface Printed {
  readonly kind: "table" | "texttable" | "numbers" | "scalar" | "model" | "model-text" | "varcorr" | "lrt";
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly PrintedCell[])[] | readonly PrintedVariance[];
  readonly value?: string;
  readonly coef?: { readonly [name: string]: PrintedCoefficient };
  readonly sigmas?: { readonly [grouping: string]: { readonly [effect: string]: string } };
  readonly residual?: string | null;
  readonly gof?: { readonly [name: string]: string };
  readonly varcomp?: readonly (readonly string[])[];
}

export interface PrintedVariance {
  readonly group: string;
  readonly column: string;
  readonly variance: string;
  readonly std: string;
  readonly corr: readonly string[];
}

export interface PrintedResult {
  readonly cell: number;
  readonly printed: Printed;
}

const FACTS = path.join(__dirname, "facts");

/** What a page has printed, in the order of its cells. */
export function printedResults(page: string): readonly PrintedResult[] {
  return JSON.parse(readFileSync(path.join(FACTS, `${page}.json`), "utf8")) as PrintedResult[];
}

/** Half a unit of the last digit of a number's text. */
export function halfUnit(text: string): number {
  const [, mantissa, exponent = "0"] = /^[+-]?([\d.]+)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  if (mantissa === undefined) return NaN;
  const decimals = mantissa.includes(".") ? mantissa.length - mantissa.indexOf(".") - 1 : 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

/** Whether a text is a number, or a bound of a p-value such as <1e-99. */
export function isNumberText(text: PrintedCell): text is string {
  return text !== null && /^(?:<?[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?Inf|[+-]?NaN)$/i.test(text);
}
