import { DataError } from "../../errors";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { log10 } from "../../math/log10";
import { powerOfTen } from "../../math/powerOfTen";
import type { AxisRange } from "./axisRange";

/** What a logarithmic axis spans: a little more than its numbers, which must be positive. */
export function logRange(samples: readonly ArrayLike<number>[], where: string): AxisRange {
  let [least, greatest] = [Infinity, 0];
  for (const values of samples)
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!Number.isFinite(value)) continue;
      checkPositive(value, where);
      [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
    }
  const margin = 0.04 * log10(greatest / least) || 0.1;
  const edge = (value: number): number => Number(value.toPrecision(3));
  const factor = exp(margin * Math.LN10);
  return { domain: [edge(least / factor), edge(greatest * factor)], unit: least / powerOfTen(2) };
}

/** The way of numbers to where a linear or logarithmic axis has them, and back. */
export function placesOn(scale: "linear" | "log" | undefined): Record<"there" | "back", (value: number) => number> {
  if (scale !== "log") return { there: (value) => value, back: (value) => value };
  return {
    there: (value) => {
      checkPositive(value, "plot");
      return log(value);
    },
    back: exp,
  };
}

/** What a scale says of its kind; a logarithmic one has no 0. */
export function typeOfScale(scale: "linear" | "log" | undefined): { type: "log" } | { zero: false } {
  return scale === "log" ? { type: "log" } : { zero: false };
}

function checkPositive(value: number, where: string): void {
  if (value <= 0) throw new DataError(`a logarithmic axis needs positive numbers; ${where} has ${value}`);
}
