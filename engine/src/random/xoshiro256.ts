/** How many generators Julia forks for a bulk fill. */
export const LANES = 8;
/** Multipliers for s0 … s3 of a forked lane, low and high 32 bits (Julia: hash of 1 … 4, made odd). */
const FORK_MULTIPLIERS = [
  [0x4bce797f, 0x02011ce3],
  [0xb48a6e05, 0x5a94851f],
  [0x48899fa7, 0x3688cf5d],
  [0xc42e5661, 0x867b4bb4],
];

/**
 * One step of xoshiro256++: writes the 64-bit output, low half first, to `out[at]` and advances the state in
 * `s[base]` … `s[base + 7]` (s0 … s3, low halves first).
 */
export function step(s: Int32Array, base: number, out: Int32Array, at: number): void {
  const s0l = s[base],
    s0h = s[base + 1],
    s1l = s[base + 2],
    s1h = s[base + 3];
  const s2l = s[base + 4] ^ s0l,
    s2h = s[base + 5] ^ s0h;
  const s3l = s[base + 6],
    s3h = s[base + 7];

  const sumLow = (s0l + s3l) | 0;
  const sumHigh = (s0h + s3h + carry(s0l, s3l, sumLow)) | 0;
  const rotatedLow = (sumLow << 23) | (sumHigh >>> 9);
  const low = (rotatedLow + s0l) | 0;
  out[at] = low;
  out[at + 1] = ((sumHigh << 23) | (sumLow >>> 9)) + s0h + carry(rotatedLow, s0l, low);

  const mixedLow = s3l ^ s1l,
    mixedHigh = s3h ^ s1h;
  s[base] = s0l ^ mixedLow;
  s[base + 1] = s0h ^ mixedHigh;
  s[base + 2] = s1l ^ s2l;
  s[base + 3] = s1h ^ s2h;
  s[base + 4] = s2l ^ (s1l << 17);
  s[base + 5] = s2h ^ ((s1h << 17) | (s1l >>> 15));
  s[base + 6] = (mixedHigh << 13) | (mixedLow >>> 19);
  s[base + 7] = (mixedLow << 13) | (mixedHigh >>> 19);
}

/** Eight generators, 8 words each, made of 32 outputs of the parent: first all s0, then all s1, s2, s3. */
export function forkLanes(parent: Int32Array): Int32Array {
  const lanes = new Int32Array(8 * LANES);
  const drawn = new Int32Array(2);
  FORK_MULTIPLIERS.forEach(([low, high], word) => {
    for (let lane = 0; lane < LANES; lane++) {
      step(parent, 0, drawn, 0);
      const at = 8 * lane + 2 * word;
      lanes[at] = Math.imul(drawn[0], low);
      lanes[at + 1] = highProduct(drawn[0], low) + Math.imul(drawn[1], low) + Math.imul(drawn[0], high);
    }
  });
  return lanes;
}

/** The carry out of bit 31 of a + b, without a branch on random bits. */
function carry(a: number, b: number, sum: number): number {
  return ((a & b) | ((a | b) & ~sum)) >>> 31;
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const al = a & 0xffff,
    ah = a >>> 16,
    bl = b & 0xffff,
    bh = b >>> 16;
  const cross = ah * bl + ((al * bl) >>> 16);
  const middle = al * bh + (cross & 0xffff);
  return ah * bh + Math.floor(cross / 65536) + Math.floor(middle / 65536);
}
