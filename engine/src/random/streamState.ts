import type { DsfmtState } from "./dsfmt";
import type { JuliaRelease } from "./options";

export interface MersenneTwisterState {
  kind: "MersenneTwister";
  seed: number | bigint;
  julia: JuliaRelease;
  generator: DsfmtState;
  /** The 64 bits of 1002 doubles in [1, 2), and how many of them are used up. */
  cache: Uint32Array;
  used: number;
  /**
   * What is left of the words of 64 bits from which whole numbers are drawn, low halves first; absent where nothing is.
   */
  integers?: Uint32Array;
}

export interface XoshiroState {
  kind: "Xoshiro";
  seed: number | bigint;
  julia: JuliaRelease;
  /** Whether it is the stream of calls without a generator. */
  global?: boolean;
  /** s0 … s3, each as low and high 32 bits. */
  words: Int32Array;
}

export interface StableRNGState {
  kind: "StableRNG";
  seed: number | bigint;
  /** The 128 bits of the generator, odd. */
  state: bigint;
}

/** A snapshot of a stream, plain data that can be posted. */
export type StreamState = MersenneTwisterState | XoshiroState | StableRNGState;
