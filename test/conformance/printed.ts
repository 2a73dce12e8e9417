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
  /** Whether a later edition no longer has it; then it is that of the first edition, and is not compared. */
  readonly isGone?: boolean;
}

const FACTS = path.join(__dirname, "facts");

/** What a page has printed, in the order of its cells. */
export function printedResults(page: string): readonly PrintedResult[] {
  return JSON.parse(readFileSync(path.join(FACTS, `${page}.json`), "utf8")) as PrintedResult[];
}

/**
 * What the same page of a later edition has printed, at the places of the first one's results, so that one script
 * re-does both; its file has for each result the place among those of the first edition.
 */
export function laterResults(page: string, edition: string): readonly PrintedResult[] {
  const text = readFileSync(path.join(FACTS, edition, `${page}.json`), "utf8");
  const later = new Map(
    (JSON.parse(text) as { place: number; printed: Printed }[]).map(({ place, printed }) => [place, printed]),
  );
  return printedResults(page).map(({ cell, printed }, place) => {
    const own = later.get(place);
    return own === undefined ? { cell, printed, isGone: true } : { cell, printed: own };
  });
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
