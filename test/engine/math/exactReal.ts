/**
 * Real numbers as whole multiples of 2⁻³²⁰, and elementary functions of them by series: an oracle that shares nothing
 * with the engine.
 */
const BITS = 320n;
export const ONE = 1n << BITS;

/** mantissa·2^exponent */
export interface Scaled {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The value of a finite double, exactly: its mantissa has 53 bits, or fewer where the double is subnormal. */
export function exactly(x: number): Scaled {
  const bits = new BigInt64Array(Float64Array.of(Math.abs(x)).buffer)[0];
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: x < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

/** How far a finite double is from the truth, in units of its last place. */
export function ulps(x: number, truth: Scaled): number {
  const { mantissa, exponent } = exactly(x);
  const shift = BigInt(truth.exponent - exponent) + 64n;
  const inUlps = shift >= 0n ? truth.mantissa << shift : truth.mantissa >> -shift;
  return Math.abs(Number(inUlps - (mantissa << 64n))) / 18446744073709551616;
}

export function fixed(x: number): bigint {
  const { mantissa, exponent } = exactly(x);
  const shift = BITS + BigInt(exponent);
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

/** A multiple of 2⁻³²⁰ as a number that `ulps` takes. */
export function real(value: bigint): Scaled {
  return { mantissa: value, exponent: -Number(BITS) };
}

export function times(a: bigint, b: bigint): bigint {
  return (a * b) >> BITS;
}

export function over(a: bigint, b: bigint): bigint {
  return (a << BITS) / b;
}

export function squareRoot(a: bigint): bigint {
  const square = a << BITS;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 2·artanh(s) = log((1 + s)/(1 − s)). */
function twiceArtanh(s: bigint): bigint {
  const square = times(s, s);
  let sum = 0n;
  for (let power = s, k = 1n; power !== 0n && power !== -1n; power = times(power, square), k += 2n) sum += power / k;
  return 2n * sum;
}

export const LN2 = twiceArtanh(ONE / 3n);

/** log(mantissa·2^exponent) for a mantissa above 0. */
export function logOf({ mantissa, exponent }: Scaled): bigint {
  const length = mantissa.toString(2).length;
  const scaled = (mantissa << BITS) >> BigInt(length);
  return twiceArtanh(over(scaled - ONE, scaled + ONE)) + BigInt(exponent + length) * LN2;
}

export function expOf(x: bigint): Scaled {
  const k = (2n * x + LN2) / (2n * LN2) - (2n * x + LN2 < 0n ? 1n : 0n);
  const r = x - k * LN2;
  let sum = ONE;
  for (let term = r, n = 2n; term !== 0n && term !== -1n; term = times(term, r) / n, n++) sum += term;
  return { mantissa: sum, exponent: Number(k - BITS) };
}

function inverseArctangent(n: bigint, one: bigint): bigint {
  let sum = 0n;
  for (let power = one / n, k = 1n; power !== 0n; power /= -(n * n), k += 2n) sum += power / k;
  return sum;
}

/** π·2^bits by Gauss's formula, 48·arctan(1/18) + 32·arctan(1/57) − 20·arctan(1/239). */
export function piTimes(bits: bigint): bigint {
  const one = 1n << (bits + 32n);
  return (
    (48n * inverseArctangent(18n, one) + 32n * inverseArctangent(57n, one) - 20n * inverseArctangent(239n, one)) >> 32n
  );
}

const LONG = 1500n;
const LONG_HALF_PI = piTimes(LONG) >> 1n;
export const PI = piTimes(BITS);

/** sin and cos of a finite double, whatever its size. */
export function sinCos(x: number): { sin: bigint; cos: bigint } {
  const { mantissa, exponent } = exactly(x);
  const shift = LONG + BigInt(exponent);
  const long = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  const k = (2n * long + LONG_HALF_PI) / (2n * LONG_HALF_PI) - (2n * long + LONG_HALF_PI < 0n ? 1n : 0n);
  const r = (long - k * LONG_HALF_PI) >> (LONG - BITS);
  const square = times(r, r);
  let sin = 0n;
  for (let term = r, n = 1n; term !== 0n && term !== -1n; n += 2n, term = -times(term, square) / (n * (n - 1n)))
    sin += term;
  let cos = 0n;
  for (let term = ONE, n = 0n; term !== 0n && term !== -1n; n += 2n, term = -times(term, square) / (n * (n - 1n)))
    cos += term;
  switch (BigInt.asUintN(2, k)) {
    case 0n:
      return { sin, cos };
    case 1n:
      return { sin: cos, cos: -sin };
    case 2n:
      return { sin: -sin, cos: -cos };
    default:
      return { sin: -cos, cos: sin };
  }
}

/** arctan by three halvings of the angle and Taylor's series; |x| ≤ 1. */
export function arctangent(x: bigint): bigint {
  let t = x;
  for (let halving = 0; halving < 3; halving++) t = over(t, ONE + squareRoot(ONE + times(t, t)));
  const square = times(t, t);
  let sum = 0n;
  for (let power = t, k = 1n; power !== 0n && power !== -1n; power = -times(power, square), k += 2n) sum += power / k;
  return 8n * sum;
}

export function cubeRootOf({ mantissa, exponent }: Scaled): Scaled {
  const spare = 900 + ((((exponent - 900) % 3) + 3) % 3);
  const cube = mantissa << BigInt(spare);
  let root = 1n << BigInt(Math.ceil(cube.toString(2).length / 3));
  for (;;) {
    const next = (2n * root + cube / (root * root)) / 3n;
    if (next >= root) return { mantissa: root, exponent: (exponent - spare) / 3 };
    root = next;
  }
}
