import { OptionError } from "../errors";
import { unknownName } from "../words/nearest";
import { shownValue } from "./shownValue";

/**
 * Throws if `options` has a key that is not `known`, naming the nearest.
 * @param where what the options belong to, as the user calls it: "fit"
 */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new OptionError(
      `the options of ${where} must be an object such as { ${known[0]}: … }, not ${shownValue(options)}`,
    );
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new OptionError(unknownName(`option of ${where}`, key, "options", known));
  }
}

/**
 * @throws unless a value is an object of named parts, not an array or null. @param what "the design of effects, such as
 * { x: [0, 1] },"
 */
export function checkParts(what: string, value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new OptionError(`${what} must be an object; got ${shownValue(value)}`);
}

/** @throws unless the level of an interval lies between 0 and 1 */
export function checkLevel(level: unknown): void {
  if (!(typeof level === "number" && level > 0 && level < 1))
    throw new OptionError(`the level of an interval must lie between 0 and 1; got ${shownValue(level)}`);
}

/** @throws unless an option that may be absent is true or false */
export function checkSwitch(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "boolean")
    throw new OptionError(`${name} is true or false; got ${shownValue(value)}`);
}

/** @throws unless a number of threads that may be absent is a positive whole number */
export function checkWorkers(workers: unknown): void {
  if (workers !== undefined && !(Number.isInteger(workers) && (workers as number) >= 1))
    throw new OptionError(`workers must be a positive whole number; got ${String(workers)}`);
}
