import { setInt } from "../memory";
import { NormalStream, uniform } from "./normalStream";

/** `draws` whole numbers from 0 to `count` − 1, with replacement. */
export function drawIndices(stream: NormalStream, out: usize, draws: i32, count: i32): void {
  for (let i = 0; i < draws; i++) setInt(out, i, drawIndex(stream, count));
}

/** A whole number from 0 to `count` − 1. */
// @ts-ignore: decorator
@inline
export function drawIndex(stream: NormalStream, count: i32): i32 {
  return min(count - 1, <i32>(uniform(stream) * <f64>count));
}
