import { OptionError } from "../errors";
import { sha256 } from "./sha256";

/**
 * The seed's magnitude as little-endian 32-bit words, at least one (Julia's `make_seed`, the key up to 1.10).
 * Negative seeds are refused, as there.
 */
export function seedWords(seed: number | bigint): Uint32Array {
  const integer = seedInteger(seed);
  if (integer < 0n) {
    throw new OptionError(`a negative seed needs Julia 1.11's seeding, but the seed is ${seed} and julia is "1.10"`);
  }
  return Uint32Array.from(wordsOf(integer));
}

/**
 * The SHA-256 digest of the seed as eight little-endian 32-bit words (Julia's `hash_seed`).
 * A negative seed is hashed as the words of its complement followed by one byte 1.
 */
export function hashedSeed(seed: number | bigint): Uint32Array {
  const integer = seedInteger(seed);
  const words = wordsOf(integer < 0n ? ~integer : integer);
  const bytes = new Uint8Array(4 * words.length + (integer < 0n ? 1 : 0));
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  if (integer < 0n) bytes[bytes.length - 1] = 1;
  const digest = new DataView(sha256(bytes).buffer);
  return Uint32Array.from({ length: 8 }, (_, i) => digest.getUint32(4 * i, true));
}

/** A seed from the system's entropy, small enough to print and type again: an integer below 2^53. */
export function freshSeed(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high >>> 11) * 2 ** 32 + low;
}

function seedInteger(seed: number | bigint): bigint {
  if (typeof seed === "bigint") return seed;
  if (!Number.isInteger(seed)) throw new OptionError(`a seed is an integer, not ${String(seed)}`);
  if (!Number.isSafeInteger(seed)) {
    throw new OptionError(
      `a seed beyond 2^53 must be a bigint to be exact, such as ${BigInt(seed)}n, not the number ${seed}`,
    );
  }
  return BigInt(seed);
}

function wordsOf(magnitude: bigint): number[] {
  const words: number[] = [];
  do {
    words.push(Number(magnitude & 0xffffffffn));
    magnitude >>= 32n;
  } while (magnitude > 0n);
  return words;
}
