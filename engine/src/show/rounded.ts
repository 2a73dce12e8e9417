import { log10 } from "../math/log10";

/** Keeps `digits` decimal places of `unit`: what a drawing can show, so that the data stay small. */
export function rounded(values: ArrayLike<number>, unit: number, digits: number): number[] {
  const places = Math.min(100, Math.max(0, digits - Math.floor(log10(unit))));
  return Array.from(values, (value) => Number(value.toFixed(places)));
}
