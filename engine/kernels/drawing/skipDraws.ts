import { chiSquared } from "./chiSquared";
import { at } from "../memory";
import { areSingle, fillBits } from "./normals";
import { CACHED, NormalStream, nextBits, refill } from "./normalStream";
import { insideRun, resolve } from "./ziggurat";

/** What a replicate takes from a stream, one kind of draw after the other; as random/drawStep.ts. */
@unmanaged
export class DrawStep {
  /** 0 for normals as single draws, 1 for an array of them, 2 for uniforms, 3 for a χ² variate. */
  kind: i32;
  /** How many, or the degrees of freedom of the χ² variate. */
  count: i32;
}

/**
 * Passes over the draws of `count` replicates of `steps` steps each: the stream is left bit for bit where drawing them
 * would leave it. Of nearly all normals a look at their bits is enough.
 */
export function skipDraws(stream: NormalStream, steps: usize, length: i32, count: i32): void {
  for (let r = 0; r < count; r++) {
    for (let k = 0; k < length; k++) {
      const one = changetype<DrawStep>(steps + <usize>k * offsetof<DrawStep>());
      if (one.kind == 0) skipNormals(stream, one.count);
      else if (one.kind == 1) skipArray(stream, one.count);
      else if (one.kind == 2) skipUniforms(stream, one.count);
      else chiSquared(stream, one.count);
    }
  }
}

function skipNormals(stream: NormalStream, count: i32): void {
  for (let done = 0; done < count; ) {
    if (stream.used == CACHED) refill(stream);
    const run = min(count - done, CACHED - stream.used);
    const inside = insideRun(stream.limits, at(stream.cache, stream.used), run);
    stream.used += inside;
    done += inside;
    if (inside < run) {
      resolve(stream, nextBits(stream));
      done++;
    }
  }
}

function skipArray(stream: NormalStream, count: i32): void {
  if (areSingle(stream, count)) return skipNormals(stream, count);
  fillBits(stream, count);
  const bits = stream.scratch;
  for (let done = 0; done < count; done++) {
    done += insideRun(stream.limits, at(bits, done), count - done);
    if (done < count) resolve(stream, load<u64>(at(bits, done)));
  }
}

function skipUniforms(stream: NormalStream, count: i32): void {
  while (count > 0) {
    if (stream.used == CACHED) refill(stream);
    const run = min(count, CACHED - stream.used);
    stream.used += run;
    count -= run;
  }
}
