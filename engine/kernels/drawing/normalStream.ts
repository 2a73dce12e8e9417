import { generate } from "./dsfmt";
import { lehmer } from "./lehmer";
import { step } from "./xoshiro256";
import { at } from "../memory";

/** dSFMT's doubles are drawn in blocks of so many. */
export const CACHED: i32 = 1002;

/**
 * A stream of random numbers, bit for bit those of random/mersenneTwister.ts, random/xoshiro.ts and
 * random/stableRng.ts.
 */
@unmanaged
export class NormalStream {
  /** 0 for a MersenneTwister, 1 for a Xoshiro, 2 for a StableRNG. */
  kind: i32;
  /** Whether the tail of the normal takes log(1 − u), as Julia does since 1.11, instead of log(u). */
  complement: i32;
  /**
   * MersenneTwister: the ring and its lung, where the next 128 bits come from. Xoshiro: s0 … s3. StableRNG: its 128
   * bits.
   */
  words: usize;
  position: i32;
  /** MersenneTwister: 1002 doubles in [1, 2), and how many of them are used up. */
  cache: usize;
  used: i32;
  /** Room for the bits of the longest array that is filled. */
  scratch: usize;
  /** Room for the forked lanes of a Xoshiro. */
  lanes: usize;
  /** See ziggurat.ts. */
  layers: usize;
  density: usize;
  limits: usize;
}

/** The next 52 random bits of a normal; the bits above them are arbitrary. */
export function nextBits(stream: NormalStream): u64 {
  if (stream.kind == 1) return step(stream.words) >> 12;
  if (stream.kind == 2) return lehmer(stream.words);
  if (stream.used == CACHED) refill(stream);
  return load<u64>(at(stream.cache, stream.used++));
}

/** The next uniform number in [0, 1). */
export function uniform(stream: NormalStream): f64 {
  if (stream.kind == 1) return <f64>(step(stream.words) >> 11) * (1 / 9007199254740992.0);
  if (stream.kind == 2) return reinterpret<f64>((lehmer(stream.words) & 0x000fffffffffffff) | 0x3ff0000000000000) - 1;
  return reinterpret<f64>(nextBits(stream)) - 1;
}

export function refill(stream: NormalStream): void {
  stream.position = generate(stream.words, stream.position, stream.cache, CACHED >> 1);
  stream.used = 0;
}
