import { compareCodePoints } from "../codePoints";
import type { Column } from "../column";
import { levelOrderOf } from "../levelOrder";
import { type Column as ArrowColumn, type DataType, flechette, type IntType } from "./flechette";

/** What flechette builds of a dictionary-encoded column, and what its declarations leave out. */
interface DictionaryBatch {
  readonly values: Int8Array | Int16Array | Int32Array;
  readonly dictionary: Iterable<string | boolean>;
  setDictionary(dictionary: ArrowColumn<unknown>): void;
}

/**
 * Values as a column of Arrow with a dictionary: as they first occur, or, of a column whose levels have an order, in
 * this order and marked as ordered, with the levels that no row has.
 * @param cells what `column` holds, missing values null
 */
export function dictionaryColumn(
  cells: readonly (string | boolean | null)[],
  column: Column,
  type: DataType,
): ArrowColumn<unknown> {
  const { columnFromArray, dictionary } = flechette();
  const order = levelOrderOf(column);
  const distinct = [...new Set(cells)].filter((cell) => cell !== null);
  const levels = order && inOrder(distinct, order, typeof distinct[0] === "boolean");
  const indices = indexType((levels ?? distinct).length);
  const result: ArrowColumn<unknown> = columnFromArray(
    cells as unknown[],
    dictionary(type, indices, levels !== undefined),
  );
  if (levels === undefined) return result;
  const places = new Map(levels.map((level, place) => [level, place]));
  for (const batch of result.data as unknown as DictionaryBatch[]) {
    const placeOf = Array.from(batch.dictionary, (level) => places.get(level)!);
    for (let row = 0; row < batch.values.length; row++) batch.values[row] = placeOf[batch.values[row]] ?? 0;
    batch.setDictionary(columnFromArray(levels as unknown[], type));
  }
  return result;
}

/**
 * The values of a column as its order has their levels, each value in its own form of Unicode, levels without a value
 * between them, and behind them the values whose levels the order does not name.
 */
function inOrder(
  distinct: readonly (string | boolean)[],
  order: readonly string[],
  isBoolean: boolean,
): (string | boolean)[] {
  const levelOf = (value: string | boolean): string => String(value).normalize("NFC");
  const ordered = [...new Set(order.map(levelOf))];
  const named = new Set(ordered);
  const others = distinct.map(levelOf).filter((level) => !named.has(level));
  const values = new Map<string, (string | boolean)[]>();
  for (const value of distinct) values.set(levelOf(value), [...(values.get(levelOf(value)) ?? []), value]);
  return [...ordered, ...[...new Set(others)].sort(compareCodePoints)].flatMap(
    (level) => values.get(level) ?? (isBoolean ? [] : [level]),
  );
}

function indexType(count: number): IntType {
  const { int8, int16, int32 } = flechette();
  if (count <= 2 ** 7) return int8();
  return count <= 2 ** 15 ? int16() : int32();
}
