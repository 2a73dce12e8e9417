import type { JuliaRelease } from "./options";
import type { StreamState } from "./streamState";

/** Random numbers one by one. */
export interface SingleDraws {
  /** The next uniform number in [0, 1). */
  rand(): number;
  /** The next standard normal number. */
  randn(): number;
  /** The next standard exponential number, as Julia's `randexp(rng)`. */
  randexp(): number;
}

/** A stream of random numbers that gives the same numbers, bit for bit, as Julia's generator of the same name. */
export interface RandomStream extends SingleDraws {
  /** The release of Julia whose numbers these are; absent where all releases draw the same. */
  readonly julia?: JuliaRelease;
  /** The next 52 random bits as a whole number below 2^52, as Julia's samplers take them. */
  rand52(): number;
  /** The next whole number in [0, n), as Julia's `rand(rng, 0:n-1)`. @param n a whole number from 1 to 2^53 */
  randBelow(n: number): number;
  /** Fills the first `n` elements (default all) with uniforms, as Julia's `rand!(rng, ::Vector)` of that length. */
  randFill(out: Float64Array, n?: number): void;
  /**
   * Fills the first `n` elements (default all) with normals, as Julia's `randn!(rng, ::Vector)` of that length.
   * From a generator-dependent length on the numbers differ from `n` calls of {@link randn}, as they do in Julia.
   */
  randnFill(out: Float64Array, n?: number): void;
  /** A snapshot from which {@link restore} or `streamFrom` continues exactly; it can be posted to a worker. */
  state(): StreamState;
  /** Continues where the snapshot was taken; throws if it is of another kind of generator. */
  restore(state: StreamState): void;
}
