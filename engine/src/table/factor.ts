import { compareCodePoints } from "./codePoints";
import { type Column, isNumericArray, type NumericArray, valueAt } from "./column";
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
  if (isNumericArray(column)) return refsTo(column, distinctNumbers(column), (value) => value);
  const texts = new Map<string | boolean, string>();
  for (const value of new Set<string | boolean | null>(column))
    if (value !== null) texts.set(value, String(value).normalize("NFC"));
  const levels = inOrder([...new Set(texts.values())], levelOrderOf(column));
  return refsTo(column, levels, (value) => texts.get(value as string | boolean)!);
}

function refsTo<T extends string | number>(column: Column, levels: readonly T[], levelOf: (value: never) => T): Factor {
  const indices = new Map(levels.map((level, index) => [level, index]));
  const refs = new Int32Array(column.length);
  for (let row = 0; row < refs.length; row++) {
    const value = valueAt(column, row);
    refs[row] = value === null ? -1 : (indices.get(levelOf(value as never)) as number);
  }
  return { refs, levels: levels.map(String) };
}

function distinctNumbers(column: NumericArray): number[] {
  return [...new Set<number>(column)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
}

/** Levels as their source has them, those that it does not name behind; else by code point. */
function inOrder(levels: string[], order: readonly string[] | undefined): string[] {
  const place = new Map((order ?? []).map((level, index) => [level.normalize("NFC"), index]));
  const last = place.size;
  return levels.sort((a, b) => (place.get(a) ?? last) - (place.get(b) ?? last) || compareCodePoints(a, b));
}
