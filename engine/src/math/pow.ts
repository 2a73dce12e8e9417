import { type RootsOfTwo, rootsOfTwo } from "./rootsOfTwo";
import { scaled } from "./scaled";
import { highWord, withHighWord, withoutLowWord } from "./words";

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_53 = 9007199254740992;
const TWO_TO_64 = 18446744073709552000;

/**
 * xʸ, error below 0.52 ulp (0.8 where it is subnormal), exact where it is a whole number of at most 53 bits: 2 to the
 * power y·log₂|x|, which is kept in two parts (FreeBSD's msun, e_pow.c). As in JavaScript, and unlike C, (±1)^±∞ and
 * 1^NaN are NaN.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = Math.abs(x);
  if (Math.abs(y) === Infinity) return size === 1 ? NaN : size > 1 === y > 0 ? Infinity : 0;
  const isNegative = (x < 0 || Object.is(x, -0)) && Math.abs(y % 2) === 1;
  if (x < 0 && x > -Infinity && !Number.isInteger(y)) return NaN;
  const power = positivePower(size, y);
  return isNegative ? -power : power;
}

function positivePower(x: number, y: number): number {
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;
  if (x === 1) return 1;
  if (y === 0.5) return Math.sqrt(x);
  if (Math.abs(y) > TWO_TO_64) return x > 1 === y > 0 ? Infinity : 0;
  logarithm(x);
  const first = withoutLowWord(y);
  const low = (y - first) * log2Parts[0] + y * log2Parts[1];
  const high = first * log2Parts[0];
  const sum = low + high;
  if (sum >= 1024 && (sum > 1024 || low + BEYOND_LARGEST > sum - high)) return Infinity;
  if (sum <= -1075 && (sum < -1075 || low <= sum - high)) return 0;
  return exponential(high, low);
}

/** What log₂ of the largest number before the one that rounds to 2¹⁰²⁴ lacks to 1024. */
const BEYOND_LARGEST = 8.008566259537294e-17;

/** log₂x of the last call of `logarithm` in two parts, the first one without its low word. */
const log2Parts = new Float64Array(2);

/** log₂(3/2) in two parts. */
const LOG2_OF_3_OVER_2_HIGH = 0.5849624872207642;
const LOG2_OF_3_OVER_2_LOW = 1.350039202129749e-8;
/** 2/(3·log 2), and in two parts. */
const FACTOR = 0.9617966939259756;
const FACTOR_HIGH = 0.9617967009544373;
const FACTOR_LOW = -7.028461650952758e-9;

/** log₂x: with x = 2ⁿ·c(1 + …), c of 1 and 3/2 the nearer one, n + log₂c and a series of s = (x − c)/(x + c). */
function logarithm(x: number): void {
  const isSubnormal = x < SMALLEST_NORMAL;
  const normal = isSubnormal ? x * TWO_TO_53 : x;
  const high = highWord(normal);
  const fraction = high & 0xfffff;
  const isHalved = fraction >= 0xbb67a;
  const isNear3Over2 = fraction > 0x3988e && !isHalved;
  const n = (high >> 20) - (isSubnormal ? 1076 : 1023) + (isHalved ? 1 : 0);
  const scaledHigh = fraction | (isHalved ? 0x3fe00000 : 0x3ff00000);
  const z = withHighWord(normal, scaledHigh);
  const c = isNear3Over2 ? 1.5 : 1;
  const difference = z - c;
  const inverse = 1 / (z + c);
  const s = difference * inverse;
  const sHigh = withoutLowWord(s);
  const sumHigh = fromHigh(((scaledHigh >> 1) | 0x20000000) + 0x80000 + (isNear3Over2 ? 0x40000 : 0));
  const sumLow = z - (sumHigh - c);
  const sLow = inverse * (difference - sHigh * sumHigh - sHigh * sumLow);
  const square = s * s;
  const rest = square * square * series(square) + sLow * (sHigh + s);
  const squareHigh = sHigh * sHigh;
  const factorHigh = withoutLowWord(3 + squareHigh + rest);
  const factorLow = rest - (factorHigh - 3 - squareHigh);
  const u = sHigh * factorHigh;
  const v = sLow * factorHigh + factorLow * s;
  const productHigh = withoutLowWord(u + v);
  const productLow = v - (productHigh - u);
  const logHigh = FACTOR_HIGH * productHigh;
  const logLow = FACTOR_LOW * productHigh + productLow * FACTOR + (isNear3Over2 ? LOG2_OF_3_OVER_2_LOW : 0);
  const ofC = isNear3Over2 ? LOG2_OF_3_OVER_2_HIGH : 0;
  const first = withoutLowWord(logHigh + logLow + ofC + n);
  log2Parts[0] = first;
  log2Parts[1] = logLow - (first - n - ofC - logHigh);
}

function fromHigh(high: number): number {
  return withHighWord(0, high);
}

/** Of (3/2)·(log(x) − 2s − (2/3)s³)/s⁵ by s². */
function series(square: number): number {
  const last = 0.272728123808534 + square * (0.23066074577556175 + square * 0.20697501780033842);
  return 0.5999999999999946 + square * (0.4285714285785502 + square * (0.33333332981837743 + square * last));
}

/** log 2 in two parts. */
const LN2_HIGH = 0.6931471824645996;
const LN2_LOW = -1.904654299957768e-9;

/** 2 to the power high + low, as 2ⁿ⁄¹²⁸ from the table times the exponential of the rest (Tang 1989). */
function exponential(high: number, low: number): number {
  const n = Math.round((low + high) * STEPS);
  const rest = high - n / STEPS;
  const t = withoutLowWord(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * Math.LN2 + t * LN2_LOW;
  const z = u + v;
  const series = z * z * (0.5 + z * (1 / 6 + z * (1 / 24 + z * (1 / 120 + z * (1 / 720)))));
  const { first, second } = (roots ??= rootsOfTwo(STEPS));
  const step = n & (STEPS - 1);
  const power = first[step];
  return scaled(power + (power * (z + (series + (v - (z - u)))) + second[step]), (n - step) / STEPS);
}

const STEPS = 128;
let roots: RootsOfTwo | undefined;
