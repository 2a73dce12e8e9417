/*
 * dSFMT-19937: Saito & Matsumoto (2009), "A PRNG specialized in double precision floating point numbers
 * using an affine transition". The state is a ring of 191 128-bit words and one more, the lung.
 */
const RING = 191;
const PICK = 117;
const SHIFT = 19;
const MASK = [0xfffffb3f | 0, 0x000ffaff, 0xfc90fffd | 0, 0x000ffdff];
const STATE_WORDS = 4 * (RING + 1);
const LUNG = 4 * RING;

/** Doubles in [1, 2), as their 64 bits. Word k is 32-bit little-endian halves k·4 … k·4+3, the lung last. */
export interface DsfmtState {
  words: Uint32Array;
  /** Where in the ring the next 128 bits come from. */
  position: number;
}

/** The state that the reference's `init_by_array` makes of a key of 32-bit words. */
export function dsfmtState(key: Uint32Array): DsfmtState {
  const words = mixKey(key);
  for (let i = 1; i < LUNG; i += 2) words[i] = (words[i] & 0x000fffff) | 0x3ff00000;
  certifyPeriod(words);
  return { words, position: 0 };
}

/** Writes `pairs` × 128 bits, two doubles in [1, 2) each, into `out` from element `offset` on. */
export function generate(state: DsfmtState, out: Uint32Array, offset: number, pairs: number): void {
  const s = state.words;
  let l0 = s[LUNG],
    l1 = s[LUNG + 1],
    l2 = s[LUNG + 2],
    l3 = s[LUNG + 3];
  let position = state.position;
  for (let k = 0; k < pairs; k++) {
    const a = 4 * position;
    const b = 4 * (position < RING - PICK ? position + PICK : position + PICK - RING);
    const a0 = s[a],
      a1 = s[a + 1],
      a2 = s[a + 2],
      a3 = s[a + 3];
    const h0 = (a0 << SHIFT) ^ l3 ^ s[b];
    const h1 = ((a1 << SHIFT) | (a0 >>> (32 - SHIFT))) ^ l2 ^ s[b + 1];
    const h2 = (a2 << SHIFT) ^ l1 ^ s[b + 2];
    const h3 = ((a3 << SHIFT) | (a2 >>> (32 - SHIFT))) ^ l0 ^ s[b + 3];
    l0 = h0;
    l1 = h1;
    l2 = h2;
    l3 = h3;
    out[offset] = s[a] = ((l0 >>> 12) | (l1 << 20)) ^ (l0 & MASK[0]) ^ a0;
    out[offset + 1] = s[a + 1] = (l1 >>> 12) ^ (l1 & MASK[1]) ^ a1;
    out[offset + 2] = s[a + 2] = ((l2 >>> 12) | (l3 << 20)) ^ (l2 & MASK[2]) ^ a2;
    out[offset + 3] = s[a + 3] = (l3 >>> 12) ^ (l3 & MASK[3]) ^ a3;
    offset += 4;
    if (++position === RING) position = 0;
  }
  s[LUNG] = l0;
  s[LUNG + 1] = l1;
  s[LUNG + 2] = l2;
  s[LUNG + 3] = l3;
  state.position = position;
}

function mixKey(key: Uint32Array): Uint32Array {
  const size = STATE_WORDS;
  const lag = 11;
  const mid = (size - lag) >> 1;
  const s = new Uint32Array(size).fill(0x8b8b8b8b);
  const rounds = Math.max(key.length + 1, size);

  let i = 0;
  const spread = (addend: number): void => {
    const across = (i + mid) % size;
    let r = scramble(s[i] ^ s[across] ^ s[(i + size - 1) % size], 1664525);
    s[across] += r;
    r = (r + addend) >>> 0;
    s[(across + lag) % size] += r;
    s[i] = r;
    i = (i + 1) % size;
  };
  spread(key.length);
  for (let j = 0; j < rounds - 1; j++) spread(j < key.length ? key[j] + i : i);

  for (let j = 0; j < size; j++) {
    const across = (i + mid) % size;
    let r = scramble(s[i] + s[across] + s[(i + size - 1) % size], 1566083941);
    s[across] ^= r;
    r = (r - i) >>> 0;
    s[(across + lag) % size] ^= r;
    s[i] = r;
    i = (i + 1) % size;
  }
  return s;
}

function scramble(x: number, multiplier: number): number {
  const word = x >>> 0;
  return Math.imul(word ^ (word >>> 27), multiplier) >>> 0;
}

/** Flips one bit of the lung where the key has led to a state off the full period of 2^19937 − 1. */
function certifyPeriod(s: Uint32Array): void {
  let parity =
    ((s[LUNG] ^ 0xb32f4329) & 0x0dc82880) ^
    ((s[LUNG + 1] ^ 0x90014964) & 0x3d84e1ac) ^
    ((s[LUNG + 2] ^ 0x548a7c7a) & 1);
  for (let shift = 16; shift > 0; shift >>= 1) parity ^= parity >>> shift;
  if ((parity & 1) === 0) s[LUNG + 2] ^= 1;
}
