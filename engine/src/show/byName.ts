import { inspect } from "../platform/inspect";
import { significant } from "./numbers";
import { inspectCustom } from "./shown";
import { namedEntries } from "./strictMembers";

/** As an assignment makes a property, whatever the prototype has under its name. */
export const ENTRY = { enumerable: true, writable: true, configurable: true };

/** An object with an entry for each name, whatever it is, that is a line for each in String(…) and templates. */
export function byName<T>(entries: Iterable<readonly [string, T]>): { readonly [name: string]: T } {
  const result = Object.create(namedEntries) as { [name: string]: T };
  for (const [name, value] of entries) Object.defineProperty(result, name, { value, ...ENTRY });
  // Its prototype says nothing to who looks at it.
  Object.defineProperty(result, inspectCustom, {
    value: (_: number, options: object, look: (value: object, options: object) => string) =>
      look({ ...result }, options),
  });
  return withText(result, () =>
    Object.entries(result)
      .map(([name, value]) => `${name}: ${shown(value)}`)
      .join("\n"),
  );
}

/** Makes a text of an object in String(…) and templates, by no key that is seen. */
export function withText<T extends object>(object: T, text: () => string): T {
  const toPrimitive = (hint: string): string | number => (hint === "number" ? NaN : text());
  return Object.defineProperty(object, Symbol.toPrimitive, { value: toPrimitive });
}

function shown(value: unknown): string {
  return typeof value === "number" ? significant(value) : inspect(value, { maxArrayLength: 6, breakLength: Infinity });
}
