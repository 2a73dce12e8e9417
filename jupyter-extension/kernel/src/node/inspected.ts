import { inspect, types } from "node:util";

/** Longer names of properties fill the memory while `inspect` escapes them; it cuts texts, but not these. */
const LONGEST_NAME = 1_000_000;
/** So deep `inspect` looks. */
const DEPTH = 2;
/** And at so many elements of a list, a set or a map. */
const MOST_ELEMENTS = 100;

/** What `util.inspect` writes of a value, or a word on a name in it that is too long for that. */
export function inspected(value: unknown): string {
  const longest = longestName(value, DEPTH);
  if (longest <= LONGEST_NAME) return inspect(value);
  return `[a value with a name of ${longest.toLocaleString("en-US")} characters, which is too long to be shown]`;
}

/** The length of the longest name of a property that `inspect` would show. */
function longestName(value: unknown, depth: number): number {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || types.isProxy(value)) return 0;
  if (ArrayBuffer.isView(value)) return 0;
  let longest = 0;
  const inner = (one: unknown): void => void (depth > 0 && (longest = Math.max(longest, longestName(one, depth - 1))));
  if (Array.isArray(value)) value.slice(0, MOST_ELEMENTS).forEach(inner);
  if (value instanceof Map) for (const pair of first(value)) pair.forEach(inner);
  if (value instanceof Set) for (const one of first(value)) inner(one);
  if (Array.isArray(value)) return longest;
  for (const name of Reflect.ownKeys(value)) {
    longest = Math.max(longest, (typeof name === "string" ? name : (name.description ?? "")).length);
    if (depth > 0) inner(Reflect.getOwnPropertyDescriptor(value, name)?.value);
  }
  return longest;
}

function* first<T>(all: Iterable<T>): Generator<T, void> {
  let left = MOST_ELEMENTS;
  for (const one of all) {
    if (left-- === 0) return;
    yield one;
  }
}
