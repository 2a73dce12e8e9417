import { withoutLowWord } from "./words";

const TWO_TO_MINUS_27 = 7.450580596923828e-9;

/** sin(x + tail) for |x| ≤ π/4, error below 1 ulp (FreeBSD's msun, k_sin.c). */
export function sineSeries(x: number, tail: number): number {
  if (Math.abs(x) < TWO_TO_MINUS_27) return x;
  const z = x * x;
  const cube = z * x;
  const last = 0.0000027557313707070068 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const rest = 0.00833333333332249 + z * (-0.0001984126982985795 + z * last);
  if (tail === 0) return x + cube * (-0.16666666666666632 + z * rest);
  return x - (z * (0.5 * tail - cube * rest) - tail - cube * -0.16666666666666632);
}

/**
 * cos(x + tail) for |x| ≤ π/4, error below 1 ulp; a quarter of x keeps the sum exact above 0.3 (fdlibm 5.3, k_cos.c).
 */
export function cosineSeries(x: number, tail: number): number {
  const size = Math.abs(x);
  const z = x * x;
  const last = -2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11);
  const rest = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * (0.00002480158728947673 + z * last)));
  if (size < 0.2999999523162842) return 1 - (0.5 * z - (z * rest - x * tail));
  const part = size < 0.7812504768371582 ? withoutLowWord(size) / 4 : 0.28125;
  return 1 - part - (0.5 * z - part - (z * rest - x * tail));
}
