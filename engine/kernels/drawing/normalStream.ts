import { generate } from "./dsfmt";
import { lehmerBlock } from "./lehmer";
import { xoshiroBlock } from "./xoshiro256";
import { at } from "../memory";

/** Words are drawn in blocks of so many, as many as dSFMT's doubles. */
export const CACHED: i32 = 1002;
/** Where the state of a Xoshiro or StableRNG before the last block is, in bytes behind the one after it. */
const BEFORE: usize = 32;

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
   * MersenneTwister: the ring and its lung, where the next 128 bits come from. Xoshiro: s0 … s3, and StableRNG: its 128
   * bits, after the words of the cache and before them.
   */
  words: usize;
  position: i32;
  /**
   * 1002 words, and how many of them are used up. MersenneTwister: doubles in [1, 2). Xoshiro: its words, turned right
   * by 12 bits. StableRNG: its words.
   */
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
  /** Whether arrays of normals are drawn one by one, whatever their length. */
  single: i32;
}

/** The next 52 random bits of a normal; the bits above them are arbitrary. */
export function nextBits(stream: NormalStream): u64 {
  if (stream.used == CACHED) refill(stream);
  return load<u64>(at(stream.cache, stream.used++));
}

/** The next uniform number in [0, 1). */
export function uniform(stream: NormalStream): f64 {
  const bits = nextBits(stream);
  if (stream.kind == 0) return reinterpret<f64>(bits) - 1;
  if (stream.kind == 1) return <f64>(rotl<u64>(bits, 12) >> 11) * (1 / 9007199254740992.0);
  return reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000) - 1;
}

export function refill(stream: NormalStream): void {
  stream.used = 0;
  if (stream.kind == 0) {
    stream.position = generate(stream.words, stream.position, stream.cache, CACHED >> 1);
  } else {
    memory.copy(stream.words + BEFORE, stream.words, BEFORE);
    advance(stream, CACHED);
  }
}

/** Puts the words of a Xoshiro or StableRNG where its draws have come to. */
export function settleStream(stream: NormalStream): void {
  if (stream.kind == 0 || stream.used == CACHED) return;
  memory.copy(stream.words, stream.words + BEFORE, BEFORE);
  advance(stream, stream.used);
  stream.used = CACHED;
}

function advance(stream: NormalStream, count: i32): void {
  if (stream.kind == 1) xoshiroBlock(stream.words, stream.cache, count);
  else lehmerBlock(stream.words, stream.cache, count);
}
