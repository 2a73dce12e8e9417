import { OptionError } from "../errors";
import { checkLimit } from "./drawBelow";
import { exponentialFrom } from "./exponential";
import { freshSeed } from "./seed";
import type { RandomStream } from "./stream";
import type { StableRNGState, StreamState } from "./streamState";
import { normalFromBits } from "./ziggurat";

const MULTIPLIER = 0x45a31efc5a35d971261fd0407a968addn;
const LARGEST_SEED = 2n ** 64n - 1n;

/**
 * `StableRNG(seed)` of the Julia package StableRNGs: a multiplicative generator modulo 2^128 whose streams are promised
 * to stay the same in every release. Arrays hold the same numbers as single draws. The seed lies between 0 and 2^64 −
 * 1.
 */
export class StableRNG implements RandomStream {
  /** @internal */
  readonly tailUsesComplement = false;
  #seed: number | bigint;
  #state: bigint;

  constructor(seed: number | bigint = freshSeed()) {
    if (typeof seed !== "bigint" && !Number.isSafeInteger(seed))
      throw new OptionError(`a seed is an integer, a bigint beyond 2^53; got ${String(seed)}`);
    const integer = BigInt(seed);
    if (integer < 0n || integer > LARGEST_SEED)
      throw new OptionError(`the seed of a StableRNG lies between 0 and 2^64 − 1; got ${seed}`);
    this.#seed = seed;
    this.#state = (integer << 1n) | 1n;
  }

  get seed(): number | bigint {
    return this.#seed;
  }

  rand(): number {
    return this.rand52() * 2 ** -52;
  }

  randexp(): number {
    return exponentialFrom(this);
  }

  rand52(): number {
    return Number(this.#next() & 0xfffffffffffffn);
  }

  /** By masking the bits that n − 1 does not have, and rejection, as StableRNGs does. */
  randBelow(n: number): number {
    checkLimit(n);
    const last = BigInt(n - 1);
    const mask = (1n << BigInt(last === 0n ? 0 : last.toString(2).length)) - 1n;
    for (;;) {
      const drawn = this.#next() & mask;
      if (drawn <= last) return Number(drawn);
    }
  }

  randn(): number {
    const bits = this.#next();
    return normalFromBits(Number(bits & 0xffffffffn) | 0, Number((bits >> 32n) & 0xffffffffn) | 0, this);
  }

  randFill(out: Float64Array, n: number = out.length): void {
    for (let i = 0; i < n; i++) out[i] = this.rand();
  }

  randnFill(out: Float64Array, n: number = out.length): void {
    for (let i = 0; i < n; i++) out[i] = this.randn();
  }

  state(): StableRNGState {
    return { kind: "StableRNG", seed: this.#seed, state: this.#state };
  }

  restore(state: StreamState): void {
    if (state.kind !== "StableRNG") throw new OptionError(`a StableRNG cannot continue the stream of a ${state.kind}`);
    this.#seed = state.seed;
    this.#state = state.state;
  }

  #next(): bigint {
    this.#state = BigInt.asUintN(128, this.#state * MULTIPLIER);
    return this.#state >> 64n;
  }
}
