import { inspect } from "../platform/inspect";

/** A value as a sentence names it: in one short line, objects of a class by the class. */
export function shownValue(value: unknown): string {
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    if (typeof name === "string" && name !== "" && name !== "Object")
      return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
  }
  return inspect(value, {
    depth: 1,
    maxArrayLength: 3,
    maxStringLength: 40,
    breakLength: Infinity,
    compact: true,
  }).replace(/\s+/g, " ");
}
