import { log1p } from "./log1p";

/** log(1 + x) − x without cancellation where x is small: by the series of artanh(x/(2 + x)). */
export function log1pmx(x: number): number {
  if (!(Math.abs(x) < 0.4)) return log1p(x) - x;
  const s = x / (2 + x);
  const square = s * s;
  let sum = 0;
  let power = 1;
  for (let k = 3; power > 1e-18; k += 2, power *= square) sum += power / k;
  return s * (2 * square * sum - x);
}
