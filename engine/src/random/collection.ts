import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import { IntegerRange } from "./range";

/** What can be drawn from: an array, a typed array, the characters of a text, or a range. */
export type Collection<T> = ArrayLike<T> | IntegerRange;

/** The elements of a collection by indices from 0; of a range T is number. */
export function elementsOf<T>(from: Collection<T>): (index: number) => T {
  return from instanceof IntegerRange ? (index) => from.at(index) as T : (index) => from[index];
}

/** @throws unless a value can be drawn from. @param where the function as the user calls it: "sample" */
export function checkCollection(where: string, from: unknown): asserts from is Collection<unknown> {
  if (from instanceof IntegerRange || typeof from === "string") return;
  const length = typeof from === "object" && from !== null ? (from as { length?: unknown }).length : undefined;
  if (!(Number.isInteger(length) && (length as number) >= 0))
    throw new OptionError(`${where} draws from an array or a range such as range(1, 6); got ${shownValue(from)}`);
}

/** @throws unless a number of draws is a whole number that is not negative */
export function checkCount(where: string, k: unknown): asserts k is number {
  if (!(Number.isSafeInteger(k) && (k as number) >= 0))
    throw new OptionError(`${where} draws a whole number of elements; got ${shownValue(k)}`);
}

/** @throws where a collection has no element to draw */
export function checkNotEmpty(where: string, { length }: { readonly length: number }): void {
  if (length === 0) throw new OptionError(`${where} draws from one element or more; got none`);
}
