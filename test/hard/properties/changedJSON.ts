import fc from "fast-check";
import { NAMES } from "./property";

/** Values that a reader of JSON may not expect. */
const surprising = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    -1e-308,
    2 ** 53,
    "",
    "NaN",
    [],
    {},
    [[]],
    [null],
    { length: 1e9 },
    { toString: 1 },
    { __proto__: { polluted: 1 } },
    ...NAMES,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

type Json = { [key: string]: unknown } | unknown[];
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** The value with something in it replaced, left out, repeated or added, at one place or a few. */
export function changedJSON(original: unknown): fc.Arbitrary<unknown> {
  const change = fc.record({
    path: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
    kind: fc.constantFrom("replace", "leave out", "repeat", "add"),
    value: surprising,
    key: fc.constantFrom(...NAMES),
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const root: { value: unknown } = { value: JSON.parse(JSON.stringify(original)) };
    for (const { path, kind, value, key } of changes) {
      let parent: Json = root;
      let at: string = "value";
      for (const step of path) {
        const child: unknown = (parent as { [key: string]: unknown })[at];
        if (!isJson(child) || Object.keys(child).length === 0) break;
        parent = child;
        at = Object.keys(child)[step % Object.keys(child).length];
      }
      // A copy: the same value twice, once within itself, would be a circle, which JSON cannot hold.
      apply(parent, at, kind, JSON.parse(JSON.stringify(value)), key);
    }
    return root.value;
  });
}

function apply(parent: Json, at: string, kind: string, value: unknown, key: string): void {
  if (kind === "leave out" && Array.isArray(parent)) parent.splice(Number(at), 1);
  else if (kind === "leave out") delete (parent as { [key: string]: unknown })[at];
  else if (kind === "repeat" && Array.isArray(parent)) parent.push(...parent.slice(0, 50));
  else if (kind === "add" && !Array.isArray(parent))
    Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
  else (parent as { [key: string]: unknown })[at] = value;
}
