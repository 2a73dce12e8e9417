import { OptionError } from "../errors";
import { unknownName } from "./nearest";

/**
 * Throws if `options` has a key that is not `known`, naming the nearest.
 * @param where what the options belong to, as the user calls it: "fit"
 */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new OptionError(`the options of ${where} must be an object such as { ${known[0]}: … }, not ${String(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new OptionError(unknownName(`option of ${where}`, key, "options", known));
  }
}
