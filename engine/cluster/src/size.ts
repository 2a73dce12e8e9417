import { OptionError, shownValue } from "mixedmodels/cluster";

const UNITS: { readonly [letter: string]: number } = { M: 2 ** 20, G: 2 ** 30 };

/** Bytes of a text such as "4G" or "500M". @throws OptionError for another one */
export function bytesOf(name: string, text: unknown): number {
  const [, count, unit] = (typeof text === "string" && /^(\d+)([MG])$/.exec(text)) || [];
  if (unit === undefined)
    throw new OptionError(`the option ${name} is a size as "4G" or "500M"; got ${shownValue(text)}`);
  return Number(count) * UNITS[unit];
}
