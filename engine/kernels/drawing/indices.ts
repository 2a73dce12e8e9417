import { at, get, setInt } from "../memory";
import { CACHED, NormalStream, refill, uniform } from "./normalStream";

/** `draws` whole numbers from 0 to `count` − 1, with replacement. */
export function drawIndices(stream: NormalStream, out: usize, draws: i32, count: i32): void {
  if (stream.kind != 0) {
    for (let i = 0; i < draws; i++) setInt(out, i, indexOf(uniform(stream), count));
    return;
  }
  for (let done = 0; done < draws; ) {
    if (stream.used == CACHED) refill(stream);
    const run = min(draws - done, CACHED - stream.used);
    const drawn = at(stream.cache, stream.used);
    for (let i = 0; i < run; i++) setInt(out, done + i, indexOf(get(drawn, i) - 1, count));
    stream.used += run;
    done += run;
  }
}

// @ts-ignore: decorator
@inline
function indexOf(u: f64, count: i32): i32 {
  return min(count - 1, <i32>(u * <f64>count));
}
