import { totalmem } from "node:os";
import { OptionError, shownValue } from "mixedmodels/cluster";

const UNITS: { readonly [letter: string]: number } = { M: 2 ** 20, G: 2 ** 30 };

/** Bytes of a text such as "4G" or "500M". @throws OptionError for another one */
export function bytesOf(name: string, text: unknown): number {
  const [, count, unit] = (typeof text === "string" && /^(\d+)([MG])$/.exec(text)) || [];
  if (unit === undefined)
    throw new OptionError(`the option ${name} is a size as "4G" or "500M"; got ${shownValue(text)}`);
  return Number(count) * UNITS[unit];
}

/** A process leaves a fifth of the memory to others. */
const SHARE = 0.8;

/** The bytes of memory that a process may take where nobody has said so: of the machine, or of its control group. */
export function usualMemory(): number {
  return SHARE * Math.min(totalmem(), process.constrainedMemory() || Infinity);
}
