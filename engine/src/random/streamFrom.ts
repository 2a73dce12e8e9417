import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import { MersenneTwister } from "./mersenneTwister";
import { StableRNG } from "./stableRng";
import type { RandomStream } from "./stream";
import type { StreamState } from "./streamState";
import { Xoshiro } from "./xoshiro";

/** A new stream that continues where the snapshot was taken. */
export function streamFrom(state: StreamState): RandomStream {
  const stream = streamOf(state ?? {});
  stream.restore(state);
  return stream;
}

function streamOf({ kind, seed }: StreamState): RandomStream {
  switch (kind) {
    case "MersenneTwister":
      return new MersenneTwister(seed);
    case "Xoshiro":
      return new Xoshiro(seed);
    case "StableRNG":
      return new StableRNG(seed);
    default:
      throw new OptionError(`a stream continues from what state() gave; got ${shownValue(kind)}`);
  }
}
