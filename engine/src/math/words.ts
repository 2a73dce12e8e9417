/**
 * The two halves of a double's 64 bits: sign, exponent and the first 20 bits of the fraction in the high word, the
 * other 32 bits in the low one. Little-endian, as the memory of WebAssembly that typed arrays share.
 */
const double = new Float64Array(1);
const word = new Int32Array(double.buffer);

/** Sign, exponent and the first 20 bits of the fraction, as a signed integer. */
export function highWord(x: number): number {
  double[0] = x;
  return word[1];
}

/** The last 32 bits of the fraction, as a signed integer. */
export function lowWord(x: number): number {
  double[0] = x;
  return word[0];
}

export function fromWords(high: number, low: number): number {
  word[1] = high;
  word[0] = low;
  return double[0];
}

export function withHighWord(x: number, high: number): number {
  double[0] = x;
  word[1] = high;
  return double[0];
}

/** x cut off after 20 bits of its fraction, so that products of two such numbers are exact. */
export function withoutLowWord(x: number): number {
  double[0] = x;
  word[0] = 0;
  return double[0];
}
