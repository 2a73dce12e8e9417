import { halfUnit } from "./printed";

/** What we have for a printed cell; undefined where nothing is compared. */
export type OwnCell = number | bigint | string | boolean | null | undefined;

/** What sums of other orders may differ by, as a part of a number that is printed with all its digits. */
const ROUNDING = 1e-12;

/** Whether a number is the printed one: within half a unit of its last digit, below a bound such as <1e-99. */
export function agrees(text: string, own: OwnCell, half = halfUnit(text), rounding = ROUNDING): boolean {
  const value = typeof own === "string" ? Number(own) : Number(own ?? NaN);
  if (text.startsWith("<")) return value < Number(text.slice(1));
  if (/inf/i.test(text)) return value === (text.startsWith("-") ? -Infinity : Infinity);
  if (/nan/i.test(text)) return Number.isNaN(value);
  const number = Number(text);
  return Math.abs(value - number) <= half * (1 + 1e-9) + rounding * Math.abs(number);
}
