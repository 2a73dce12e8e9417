import { quantileOfSorted } from "../distributions/quantileOfSorted";
import { DataError, OptionError } from "../errors";
import { checkOptions, checkSwitch } from "./options";
import { shownValue } from "./shownValue";

/** Values of a column; a missing one is `null`, `undefined` or NaN. */
export type Values = ArrayLike<number | boolean | null | undefined>;

export interface StatisticOptions {
  /** Leaves missing values out; by default a statistic of values of which one is missing is NaN, as in R and Julia. */
  skipmissing?: boolean;
}

/** The mean; booleans count as 0 and 1. NaN of no values. */
export function mean(values: Values, options?: StatisticOptions): number {
  return meanOf(numbersOf("mean", values, options));
}

/** The median. NaN of no values. */
export function median(values: Values, options?: StatisticOptions): number {
  return quantileOf(numbersOf("median", values, options).sort(), 0.5);
}

/** The standard deviation of a sample, with n − 1. NaN of fewer than two values. */
export function std(values: Values, options?: StatisticOptions): number {
  const numbers = numbersOf("std", values, options);
  const center = meanOf(numbers);
  let sum = 0;
  for (const value of numbers) sum += (value - center) ** 2;
  return numbers.length < 2 ? NaN : Math.sqrt(sum / (numbers.length - 1));
}

/**
 * The quantile, or several, with linear interpolation (type 7 of Hyndman & Fan 1996, The American Statistician 50,
 * 361), the default of R and Julia. NaN of no values.
 * @param p - between 0 and 1
 */
export function quantile(values: Values, p: number, options?: StatisticOptions): number;
export function quantile(values: Values, p: readonly number[], options?: StatisticOptions): number[];
export function quantile(values: Values, p: number | readonly number[], options?: StatisticOptions): number | number[] {
  for (const share of [p].flat())
    if (!(typeof share === "number" && share >= 0 && share <= 1))
      throw new OptionError(`a quantile's share lies between 0 and 1; got ${shownValue(share)}`);
  const sorted = numbersOf("quantile", values, options).sort();
  return typeof p === "number" ? quantileOf(sorted, p) : p.map((share) => quantileOf(sorted, share));
}

/** How many of the values are true, or pass the test: `count(issingular(samp))`, `count(x, (value) => value > 3)`. */
export function count(values: ArrayLike<boolean | null | undefined>): number;
export function count<T>(values: ArrayLike<T>, test: (value: T, index: number) => boolean): number;
export function count<T>(values: ArrayLike<T>, test?: (value: T, index: number) => boolean): number {
  checkList("count", values);
  if (test !== undefined && typeof test !== "function")
    throw new OptionError(
      `the second argument of count is a test of each value, as in count(values, (value) => value > 3); ` +
        `got ${shownValue(test)}`,
    );
  let result = 0;
  for (let i = 0; i < values.length; i++) {
    const passes = test === undefined ? values[i] : test(values[i], i);
    if (typeof passes === "boolean") result += Number(passes);
    else if (passes !== null && passes !== undefined) throw new DataError(countProblem(passes, values[i], test));
  }
  return result;
}

/** Why a value is neither counted nor passed over. */
function countProblem(passes: unknown, value: unknown, test: unknown): string {
  if (test === undefined)
    return `count(values) counts what is true; got ${shownValue(passes)}, so give a test: count(values, (value) => …)`;
  return (
    `the test of count(values, test) says true or false of each value; it gave ${shownValue(passes)} for ` +
    `${shownValue(value)}, so compare it, as in count(values, (value) => value > 3)`
  );
}

/** A copy of the values as numbers; NaN throughout if one is missing and these are not left out. */
function numbersOf(what: string, values: Values, options: StatisticOptions = {}): Float64Array {
  checkList(what, values);
  checkOptions(what, options, ["skipmissing"]);
  checkSwitch("skipmissing", options.skipmissing);
  const numbers: number[] = [];
  let hasMissing = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined || Number.isNaN(value)) hasMissing = true;
    else if (typeof value === "number" || typeof value === "boolean") numbers.push(Number(value));
    else throw new DataError(`${what} takes numbers; got ${shownValue(value)} in place ${i + 1}`);
  }
  return Float64Array.from(hasMissing && options.skipmissing !== true ? [NaN] : numbers);
}

function checkList(what: string, values: unknown): void {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && !(values instanceof DataView)))
    throw new DataError(
      `${what} takes a column or an array, as in ${what}(table.column("x")); got ${shownValue(values)}`,
    );
}

/** In two passes, the second for what rounding has left of the first, as R has it. */
function meanOf(numbers: Float64Array): number {
  const first = sumOf(numbers) / numbers.length;
  if (!Number.isFinite(first)) return first;
  return first + sumOf(numbers.map((value) => value - first)) / numbers.length;
}

function sumOf(numbers: Float64Array): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}

function quantileOf(sorted: Float64Array, p: number): number {
  return sorted.length === 0 ? NaN : quantileOfSorted(sorted, p);
}
