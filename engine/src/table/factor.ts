import { compareCodePoints } from "./codePoints";
import { type Column, type ColumnValue, isNumericArray, valueAt } from "./column";
import { levelOrderOf } from "./levelOrder";

/** A column as categories. */
export interface Factor {
  /** For each row the index into `levels`; −1 where the value is missing. */
  refs: Int32Array;
  /**
   * The distinct values in order: that of their source where it has one, else strings by code point, numbers by size.
   */
  levels: string[];
}

/**
 * The distinct values of a column and which of them each row has. Texts that differ only in how their characters are
 * composed ("é" as one character or as two) are one level.
 */
export function factorOf(column: Column): Factor {
  const { codes, values } = codesOf(column);
  if (isNumericArray(column)) {
    const levels = (values as number[]).slice().sort((a, b) => a - b);
    return { refs: recoded(codes, values, levels), levels: levels.map(String) };
  }
  const texts = values.map((value) => String(value).normalize("NFC"));
  const levels = inOrder([...new Set(texts)], levelOrderOf(column));
  return { refs: recoded(codes, texts, levels), levels };
}

/** The distinct values of a column as they first occur, and for each row which of them it has; −1 where none. */
function codesOf(column: Column): { codes: Int32Array; values: (number | string | boolean)[] } {
  const known = new Map<number | string | boolean, number>();
  const codes = new Int32Array(column.length);
  let last: ColumnValue = null;
  let code = -1;
  for (let row = 0; row < codes.length; row++) {
    const value = valueAt(column, row);
    if (value !== last) {
      last = value;
      code = value === null ? -1 : (known.get(value) ?? known.size);
      if (code === known.size) known.set(value!, code);
    }
    codes[row] = code;
  }
  return { codes, values: [...known.keys()] };
}

/** The codes of `values` as places among `levels`, in place. */
function recoded<T>(codes: Int32Array, values: readonly T[], levels: readonly T[]): Int32Array {
  const places = new Map(levels.map((level, place) => [level, place]));
  const placeOf = Int32Array.from(values, (value) => places.get(value)!);
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) codes[row] = placeOf[codes[row]];
  return codes;
}

/** Levels as their source has them, those that it does not name behind; else by code point. */
function inOrder(levels: string[], order: readonly string[] | undefined): string[] {
  const place = new Map((order ?? []).map((level, index) => [level.normalize("NFC"), index]));
  const last = place.size;
  return levels.sort((a, b) => (place.get(a) ?? last) - (place.get(b) ?? last) || compareCodePoints(a, b));
}
