import { compareCodePoints } from "./codePoints";
import { type Column, isNumericArray, valueAt } from "./column";

/** A column as categories. */
export interface Factor {
  /** For each row the index into `levels`; −1 where the value is missing. */
  refs: Int32Array;
  /** The distinct values in order: strings by code point, numbers by size. */
  levels: string[];
}

/** The distinct values of a column and which of them each row has. */
export function factorOf(column: Column): Factor {
  const values = distinct(column);
  const indices = new Map(values.map((value, index) => [value, index]));
  const refs = new Int32Array(column.length);
  for (let row = 0; row < refs.length; row++) {
    const value = valueAt(column, row);
    refs[row] = value === null ? -1 : (indices.get(value) as number);
  }
  return { refs, levels: values.map(String) };
}

function distinct(column: Column): (string | number | boolean)[] {
  if (isNumericArray(column)) {
    return [...new Set<number>(column)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  }
  const values = new Set<string | boolean | null>(column);
  values.delete(null);
  return ([...values] as (string | boolean)[]).sort((a, b) => compareCodePoints(String(a), String(b)));
}
