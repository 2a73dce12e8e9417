import { at, set } from "../memory";
import { generate } from "./dsfmt";
import { CACHED, NormalStream, nextBits, refill } from "./normalStream";
import { forkLanes, step } from "./xoshiro256";
import { acceptedRun, resolve } from "./ziggurat";

/** The least length for which a MersenneTwister fills an array past its cache. */
const MIN_DIRECT: i32 = 384;
const LANES: i32 = 8;

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
  return stream.kind == 2 || count < (stream.kind == 1 ? 7 : 13);
}

/** The bits of an array of normals, into the room of the stream for them. */
export function fillBits(stream: NormalStream, count: i32): void {
  if (stream.kind == 1) fillXoshiroBits(stream, count);
  else fillTwisterBits(stream, count);
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
  for (let i = 0; i < bulk; i++) {
    store<u64>(at(stream.scratch, i), step(stream.lanes + ((<usize>(i & (LANES - 1))) << 5)) >> 12);
  }
  for (let i = bulk; i < count; i++) store<u64>(at(stream.scratch, i), step(stream.words) >> 12);
}
