import { at, set } from "../memory";
import { generate } from "./dsfmt";
import { CACHED, NormalStream, nextBits, refill } from "./normalStream";
import { LANES, lanesBlock } from "./xoshiro256";
import { acceptedRun, resolve } from "./ziggurat";

/** The least length for which a MersenneTwister fills an array past its cache. */
const MIN_DIRECT: i32 = 384;

/** The next standard normal number. */
export function normal(stream: NormalStream): f64 {
  return resolve(stream, nextBits(stream));
}

/** `count` normals as single draws, each resolved before the next one's bits are taken. */
export function drawNormals(stream: NormalStream, out: usize, count: i32): void {
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
  if (areSingle(stream, count)) return drawNormals(stream, out, count);
  fillBits(stream, count);
  const bits = stream.scratch;
  for (let done = 0; done < count; ) {
    done += acceptedRun(stream.layers, at(bits, done), at(out, done), count - done);
    if (done < count) {
      set(out, done, resolve(stream, load<u64>(at(bits, done))));
      done++;
    }
  }
}

/** Whether an array of normals is no other than so many single draws. */
export function areSingle(stream: NormalStream, count: i32): bool {
  return stream.kind == 2 || stream.single != 0 || count < (stream.kind == 1 ? 7 : 13);
}

/** The bits of an array of normals, into the room of the stream for them. */
export function fillBits(stream: NormalStream, count: i32): void {
  if (stream.kind == 1) fillXoshiroBits(stream, count);
  else fillTwisterBits(stream, count);
}

function fillTwisterBits(stream: NormalStream, count: i32): void {
  const direct = count < MIN_DIRECT ? 0 : (count - 2) & ~1;
  if (direct > 0) stream.position = generate(stream.words, stream.position, stream.scratch, direct >> 1);
  copyBits(stream, direct, count);
}

function fillXoshiroBits(stream: NormalStream, count: i32): void {
  const bulk = count & ~(LANES - 1);
  if (bulk > 0) {
    forkLanes(stream);
    lanesBlock(stream.lanes, stream.scratch, bulk / LANES);
  }
  copyBits(stream, bulk, count);
}

/** The next words of the stream become those of an array from one place to another. */
function copyBits(stream: NormalStream, from: i32, to: i32): void {
  while (from < to) {
    if (stream.used == CACHED) refill(stream);
    const run = min(to - from, CACHED - stream.used);
    memory.copy(at(stream.scratch, from), at(stream.cache, stream.used), (<usize>run) << 3);
    stream.used += run;
    from += run;
  }
}

/** Eight generators made of 32 outputs of a Xoshiro, as random/xoshiro256.ts. */
function forkLanes(stream: NormalStream): void {
  forkWord(stream, stream.lanes, 0x02011ce34bce797f);
  forkWord(stream, stream.lanes + 64, 0x5a94851fb48a6e05);
  forkWord(stream, stream.lanes + 128, 0x3688cf5d48899fa7);
  forkWord(stream, stream.lanes + 192, 0x867b4bb4c42e5661);
}

function forkWord(stream: NormalStream, words: usize, multiplier: u64): void {
  for (let lane = 0; lane < LANES; lane++) store<u64>(at(words, lane), rotl<u64>(nextBits(stream), 12) * multiplier);
}
