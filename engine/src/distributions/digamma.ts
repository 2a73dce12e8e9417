import { log } from "../math/log";

/** From here on the asymptotic series have their full precision. */
const LARGE = 12;

/** ψ(x) − log x for x > 0, where ψ is the derivative of log Γ (DLMF 5.5.2 and 5.11.2). */
export function digammaLessLog(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < LARGE; z++) shift -= 1 / z;
  const w = 1 / (z * z);
  const series =
    0.5 / z + w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132 - (w * 691) / 32760)))));
  return z === x ? -series : shift - series + log(z / x);
}

/** ψ(x) for x > 0. */
export function digamma(x: number): number {
  return log(x) + digammaLessLog(x);
}

/** ψ′(x) for x > 0 (DLMF 5.15.5 and 5.15.8). */
export function trigamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < LARGE; z++) shift += 1 / (z * z);
  const w = 1 / (z * z);
  const tail = w * (1 / 6 - w * (1 / 30 - w * (1 / 42 - w * (1 / 30 - w * (5 / 66 - (w * 691) / 2730)))));
  return shift + (1 + 0.5 / z + tail) / z;
}
