const LOWEST = -1074;
const HIGHEST = 1023;

/**
 * All powers of 2 that are doubles: a factor from memory, as putting an exponent into a double's bits takes twice as
 * long.
 */
const powers = new Float64Array(HIGHEST - LOWEST + 1);
for (let i = 0, power = Number.MIN_VALUE; i < powers.length; i++, power *= 2) powers[i] = power;

/** 2ᵏ for −1074 ≤ k ≤ 1023. */
export function powerOfTwo(k: number): number {
  return powers[k - LOWEST];
}

/** x·2ᵏ for −2074 ≤ k ≤ 1024, rounded once where |x| is 1 or more or the result is not subnormal. */
export function scaled(x: number, k: number): number {
  if (k > HIGHEST) return x * 2 * powerOfTwo(k - 1);
  return k >= LOWEST ? x * powerOfTwo(k) : x * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}
