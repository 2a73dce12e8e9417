import { log } from "../math/log";

/*
 * Numbers with 160 binary digits behind the point, as whole numbers: tables that other programs ship correctly rounded
 * come out to the last bit, on every host.
 */
export const FRACTION_BITS = 160n;
const ONE = 1n << FRACTION_BITS;

/** e^−x of a number that is not negative. */
export function expMinus(x: bigint): bigint {
  const halvings = 8n;
  const small = x >> halvings;
  let term = ONE;
  let sum = ONE;
  for (let k = 1n; term !== 0n; k++) {
    term = -times(term, small) / k;
    sum += term;
  }
  for (let k = 0n; k < halvings; k++) sum = times(sum, sum);
  return sum;
}

/** −log y, for y in (0, 1]. */
export function minusLog(y: bigint): bigint {
  let x = fromNumber(-log(toNumber(y)));
  for (let newton = 0; newton < 2; newton++) x += ONE - over(y, expMinus(x));
  return x;
}

/** √y. */
export function squareRoot(y: bigint): bigint {
  let x = fromNumber(Math.sqrt(toNumber(y)));
  for (let newton = 0; newton < 2; newton++) x = (x + over(y, x)) >> 1n;
  return x;
}

/** a·b. */
export function times(a: bigint, b: bigint): bigint {
  return (a * b) >> FRACTION_BITS;
}

/** a/b. */
export function over(a: bigint, b: bigint): bigint {
  return (a << FRACTION_BITS) / b;
}

/** The number that a decimal text such as "3.65" stands for. */
export function decimal(text: string): bigint {
  const [whole, digits] = text.split(".");
  return (BigInt(whole + digits) << FRACTION_BITS) / 10n ** BigInt(digits.length);
}

function fromNumber(x: number): bigint {
  return BigInt(Math.round(x * 2 ** 52)) << (FRACTION_BITS - 52n);
}

/** The nearest double. */
export function toNumber(x: bigint): number {
  return Number(x) / Number(ONE);
}
