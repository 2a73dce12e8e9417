import { generate } from "./dsfmt";
import { lehmer } from "./lehmer";
import { forkLanes, step } from "./xoshiro256";
import { at, set } from "../memory";
import { acceptedRun, resolve } from "./ziggurat";

/** dSFMT's doubles are drawn in blocks of so many. */
const CACHED: i32 = 1002;
/** The least length for which a MersenneTwister fills an array past its cache. */
const MIN_DIRECT: i32 = 384;
const LANES: i32 = 8;

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

/** The next standard normal number. */
export function normal(stream: NormalStream): f64 {
  return resolve(stream, nextBits(stream));
}

/** `count` normals as single draws, each resolved before the next one's bits are taken. */
export function drawNormals(stream: NormalStream, out: usize, count: i32): void {
  if (stream.kind != 0) {
    for (let i = 0; i < count; i++) set(out, i, normal(stream));
    return;
  }
  for (let done = 0; done < count; ) {
    if (stream.used == CACHED) refill(stream);
    const run = min(count - done, CACHED - stream.used);
    const accepted = acceptedRun(stream.layers, at(stream.cache, stream.used), at(out, done), run);
    stream.used += accepted;
    done += accepted;
    if (accepted < run) set(out, done++, normal(stream));
  }
}

/** `count` normals as one array: from a length on all bits are taken before the first rejected draw takes more. */
export function fillNormals(stream: NormalStream, out: usize, count: i32): void {
  if (stream.kind == 2 || count < (stream.kind == 1 ? 7 : 13)) return drawNormals(stream, out, count);
  if (stream.kind == 1) fillXoshiroBits(stream, count);
  else fillTwisterBits(stream, count);
  const bits = stream.scratch;
  for (let done = 0; done < count; ) {
    done += acceptedRun(stream.layers, at(bits, done), at(out, done), count - done);
    if (done < count) {
      set(out, done, resolve(stream, load<u64>(at(bits, done))));
      done++;
    }
  }
}

function fillTwisterBits(stream: NormalStream, count: i32): void {
  const direct = count < MIN_DIRECT ? 0 : (count - 2) & ~1;
  if (direct > 0) stream.position = generate(stream.words, stream.position, stream.scratch, direct >> 1);
  for (let done = direct; done < count; ) {
    if (stream.used == CACHED) refill(stream);
    const run = min(count - done, CACHED - stream.used);
    memory.copy(at(stream.scratch, done), at(stream.cache, stream.used), (<usize>run) << 3);
    stream.used += run;
    done += run;
  }
}

function fillXoshiroBits(stream: NormalStream, count: i32): void {
  const bulk = count & ~(LANES - 1);
  if (bulk > 0) forkLanes(stream.words, stream.lanes);
  for (let i = 0; i < bulk; i++) store<u64>(at(stream.scratch, i), step(stream.lanes + ((<usize>(i & (LANES - 1))) << 5)) >> 12);
  for (let i = bulk; i < count; i++) store<u64>(at(stream.scratch, i), step(stream.words) >> 12);
}

function refill(stream: NormalStream): void {
  stream.position = generate(stream.words, stream.position, stream.cache, CACHED >> 1);
  stream.used = 0;
}
