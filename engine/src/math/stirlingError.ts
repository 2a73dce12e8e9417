import { log1p } from "./log1p";

/** From here on four terms of the series are exact to the last digit or so. */
const LARGE = 32;

/** log Γ(x) − (x − ½)·log x + x − ½·log 2π, what Stirling's formula for x > 0 lacks. */
export function stirlingError(x: number): number {
  // Γ(x + 1) = x·Γ(x) tells by how much the error of x exceeds that of x + 1.
  let sum = 0;
  for (; x < LARGE; x++) sum += (x + 0.5) * log1p(1 / x) - 1;
  const square = 1 / (x * x);
  return sum + (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / x;
}
