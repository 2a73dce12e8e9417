import { OptionError } from "../errors";
import { checkSwitch } from "../table/options";
import { drawBelow } from "./drawBelow";
import { exponentialFrom } from "./exponential";
import type { GlobalStreamOptions, JuliaRelease } from "./options";
import { juliaRelease } from "./options";
import { freshSeed, hashedSeed } from "./seed";
import type { RandomStream } from "./stream";
import type { StreamState, XoshiroState } from "./streamState";
import { forkLanes, LANES, step } from "./xoshiro256";
import { type NormalSource, normalFromBits } from "./ziggurat";

const MIN_NORMAL_ARRAY = 7;

/**
 * Julia's `Xoshiro(seed)`: xoshiro256++ (Blackman & Vigna 2021); vectors of 8 and more come from 8 forked lanes.
 * Seeds as for MersenneTwister. It is the default generator of Julia too, for calls without one after
 * `Random.seed!(seed)`: `new Xoshiro(seed, { julia: "1.10", global: true })`.
 */
export class Xoshiro implements RandomStream {
  #seed: number | bigint;
  #julia: JuliaRelease;
  #global: boolean;
  #words: Int32Array;
  #bits: Int32Array = new Int32Array(2);
  #scratch: Int32Array = new Int32Array(0);

  constructor(seed: number | bigint = freshSeed(), options: GlobalStreamOptions = {}) {
    this.#julia = juliaRelease("Xoshiro", options, "global");
    checkSwitch("global", options.global);
    this.#global = options.global === true;
    this.#seed = seed;
    this.#words = Int32Array.from(hashedSeed(seed));
  }

  get seed(): number | bigint {
    return this.#seed;
  }

  get julia(): JuliaRelease {
    return this.#julia;
  }

  /** @internal */
  get tailUsesComplement(): boolean {
    return this.#julia !== "1.10";
  }

  rand(): number {
    step(this.#words, 0, this.#bits, 0);
    return uniform(this.#bits[0], this.#bits[1]);
  }

  randn(): number {
    step(this.#words, 0, this.#bits, 0);
    return normal(this.#bits[0], this.#bits[1], this);
  }

  randexp(): number {
    return exponentialFrom(this);
  }

  rand52(): number {
    step(this.#words, 0, this.#bits, 0);
    return (this.#bits[1] >>> 0) * 2 ** 20 + (this.#bits[0] >>> 12);
  }

  randBelow(n: number): number {
    return drawBelow(n, () => this.#word());
  }

  randFill(out: Float64Array, n: number = out.length): void {
    const bits = this.#drawBits(n);
    for (let i = 0; i < n; i++) out[i] = uniform(bits[2 * i], bits[2 * i + 1]);
  }

  randnFill(out: Float64Array, n: number = out.length): void {
    if (n < MIN_NORMAL_ARRAY || drawsSingly(this.#julia, this.#global)) {
      for (let i = 0; i < n; i++) out[i] = this.randn();
      return;
    }
    const bits = this.#drawBits(n);
    for (let i = 0; i < n; i++) out[i] = normal(bits[2 * i], bits[2 * i + 1], this);
  }

  state(): XoshiroState {
    return {
      kind: "Xoshiro",
      seed: this.#seed,
      julia: this.#julia,
      ...(this.#global && { global: true }),
      words: this.#words.slice(),
    };
  }

  restore(state: StreamState): void {
    if (state.kind !== "Xoshiro") throw new OptionError(`a Xoshiro cannot continue the stream of a ${state.kind}`);
    this.#seed = state.seed;
    this.#julia = state.julia;
    this.#global = state.global === true;
    this.#words = state.words.slice();
  }

  #word(): bigint {
    step(this.#words, 0, this.#bits, 0);
    return (BigInt(this.#bits[1] >>> 0) << 32n) | BigInt(this.#bits[0] >>> 0);
  }

  /** `n` 64-bit words, as Julia's bulk generation takes them: whole rows of lanes, then the rest one by one. */
  #drawBits(n: number): Int32Array {
    if (this.#scratch.length < 2 * n) this.#scratch = new Int32Array(2 * n);
    const bulk = n - (n % LANES);
    if (bulk > 0) {
      const lanes = forkLanes(this.#words);
      for (let i = 0; i < bulk; i++) step(lanes, 8 * (i % LANES), this.#scratch, 2 * i);
    }
    for (let i = bulk; i < n; i++) step(this.#words, 0, this.#scratch, 2 * i);
    return this.#scratch;
  }
}

/** Whether an array of normals is drawn one by one: `GLOBAL_RNG` had no method of its own for it before Julia 1.11. */
export function drawsSingly(julia: JuliaRelease, isGlobal = false): boolean {
  return isGlobal && julia === "1.10";
}

/** The upper 53 bits over 2^53. */
function uniform(low: number, high: number): number {
  return ((high >>> 0) * 2 ** 21 + (low >>> 11)) * 2 ** -53;
}

function normal(low: number, high: number, source: NormalSource): number {
  return normalFromBits((low >>> 12) | (high << 20), high >>> 12, source);
}
