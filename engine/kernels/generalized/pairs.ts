/** Exponentials and logarithms of two numbers at once. */

/** 1.5·2⁵²: what is added to a number to round it. */
const ROUNDER: f64 = 6755399441055744.0;
const ONE_OVER_LN2: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const LARGEST: f64 = 700;

/**
 * e^x for |x| ≤ 700, beyond which it stays at that: x = k·log 2 + r, e^r by its Taylor polynomial of degree 13, whose
 * remainder is below 1e-17 for |r| ≤ ½·log 2.
 */
// @ts-ignore: decorator
@inline
export function expOfPair(argument: v128): v128 {
  const x = f64x2.max(f64x2.splat(-LARGEST), f64x2.min(f64x2.splat(LARGEST), argument));
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(ONE_OVER_LN2)), f64x2.splat(ROUNDER));
  const k = f64x2.sub(shifted, f64x2.splat(ROUNDER));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH))),
    f64x2.mul(k, f64x2.splat(LN2_LOW)),
  );
  let sum = f64x2.splat(1.0 / 6227020800.0);
  sum = next(sum, r, 1.0 / 479001600.0);
  sum = next(sum, r, 1.0 / 39916800.0);
  sum = next(sum, r, 1.0 / 3628800.0);
  sum = next(sum, r, 1.0 / 362880.0);
  sum = next(sum, r, 1.0 / 40320.0);
  sum = next(sum, r, 1.0 / 5040.0);
  sum = next(sum, r, 1.0 / 720.0);
  sum = next(sum, r, 1.0 / 120.0);
  sum = next(sum, r, 1.0 / 24.0);
  sum = next(sum, r, 1.0 / 6.0);
  sum = next(sum, r, 0.5);
  sum = next(sum, r, 1);
  sum = next(sum, r, 1);
  // k stands in the last bits of the shifted number, and is added to the exponent.
  return i64x2.add(sum, i64x2.shl(shifted, 52));
}

// @ts-ignore: decorator
@inline
function next(sum: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, r), f64x2.splat(coefficient));
}

/** The exponent of 1 where √½ has one, and what makes a number of an exponent, with that of an exponent of 0. */
const ONE_LESS_ROOT_HALF: u64 = 0x3ff0000000000000 - 0x3fe6a09e667f3bcd;
const EXPONENT: u64 = 0xfff0000000000000;
const NUMBER: u64 = 0x4330000000000000;
const NUMBER_OF_ONE: f64 = 4503599627370496.0 + 1023;

/**
 * log x of normal positive numbers: x = 2ᵏ(1 + f) between √½ and √2, log(1 + f) = 2s + s·R(s²) with s = f/(2 + f) and
 * the polynomial of log.ts.
 */
// @ts-ignore: decorator
@inline
export function logOfPair(x: v128): v128 {
  const raised = i64x2.add(x, i64x2.splat(ONE_LESS_ROOT_HALF));
  const exponents = v128.and(raised, i64x2.splat(EXPONENT));
  const k = f64x2.sub(
    v128.or(i64x2.shr_u(exponents, 52), i64x2.splat(NUMBER)),
    f64x2.splat(NUMBER_OF_ONE),
  );
  // x·2⁻ᵏ: the exponent of 1 less that of the raised number is added.
  const scaled = i64x2.add(x, i64x2.sub(i64x2.splat(0x3ff0000000000000), exponents));
  const f = f64x2.sub(scaled, f64x2.splat(1));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  let sum = f64x2.splat(0.14798198605116586);
  sum = next(sum, z, 0.15313837699209373);
  sum = next(sum, z, 0.1818357216161805);
  sum = next(sum, z, 0.22222198432149784);
  sum = next(sum, z, 0.2857142874366239);
  sum = next(sum, z, 0.3999999999940942);
  sum = next(sum, z, 0.6666666666666735);
  const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const inner = f64x2.add(
    f64x2.mul(s, f64x2.add(half, f64x2.mul(sum, z))),
    f64x2.mul(k, f64x2.splat(LN2_LOW)),
  );
  return f64x2.sub(f64x2.mul(k, f64x2.splat(LN2_HIGH)), f64x2.sub(f64x2.sub(half, inner), f));
}

// @ts-ignore: decorator
@inline
export function sumOfPair(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
