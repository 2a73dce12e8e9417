const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/**
 * a·b + c rounded once, as processors do it (Boldo & Melquiond 2008, "Emulation of FMA and correctly rounded sums:
 * proved algorithms using rounding to odd"). Of numbers whose product and its last digit are normal numbers.
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  if (!Number.isFinite(product) || !Number.isFinite(c)) return product + c;
  const [high, carried] = sumAndError(c, productError(a, b, product));
  const [sum, error] = sumAndError(product, high);
  return sum + roundedToOdd(carried, error);
}

/** What a·b differs from its rounded value by (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const [ah, al] = halves(a);
  const [bh, bl] = halves(b);
  return al * bl - (product - ah * bh - al * bh - ah * bl);
}

function halves(x: number): [number, number] {
  const spread = (2 ** 27 + 1) * x;
  const high = spread - (spread - x);
  return [high, x - high];
}

/** The rounded sum, and what it differs from the sum by (Knuth). */
function sumAndError(a: number, b: number): [number, number] {
  const sum = a + b;
  const other = sum - a;
  return [sum, a - (sum - other) + (b - other)];
}

/** Of the two doubles about an inexact sum that with the odd last bit. */
function roundedToOdd(a: number, b: number): number {
  const [sum, error] = sumAndError(a, b);
  if (error === 0) return sum;
  double[0] = sum;
  if ((bits[0] & 1n) === 0n) bits[0] += error > 0 === sum > 0 ? 1n : -1n;
  return double[0];
}
