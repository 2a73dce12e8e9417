import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import type { MersenneTwisterState } from "./mersenneTwister";
import { MersenneTwister } from "./mersenneTwister";
import type { StableRNGState } from "./stableRng";
import { StableRNG } from "./stableRng";
import type { XoshiroState } from "./xoshiro";
import { Xoshiro } from "./xoshiro";

/** A stream of random numbers that gives the same numbers, bit for bit, as Julia's generator of the same name. */
export interface RandomStream {
  /** The next uniform number in [0, 1). */
  rand(): number;
  /** The next standard normal number. */
  randn(): number;
  /** Fills the first `n` elements (default all) with uniforms, as Julia's `rand!(rng, ::Vector)` of that length. */
  randFill(out: Float64Array, n?: number): void;
  /**
   * Fills the first `n` elements (default all) with normals, as Julia's `randn!(rng, ::Vector)` of that length.
   * From a generator-dependent length on the numbers differ from `n` calls of {@link randn}, as they do in Julia.
   */
  randnFill(out: Float64Array, n?: number): void;
  /** A snapshot from which {@link restore} or {@link streamFrom} continues exactly; it can be posted to a worker. */
  state(): StreamState;
  /** Continues where the snapshot was taken; throws if it is of another kind of generator. */
  restore(state: StreamState): void;
}

export type StreamState = MersenneTwisterState | XoshiroState | StableRNGState;

/** The Julia release whose streams are drawn: seeding and the normal's tail changed with 1.11. */
export type JuliaRelease = "1.10" | "1.11";

export interface StreamOptions {
  /** Default "1.11", which stands for that release and later ones. */
  julia?: JuliaRelease;
}

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
