import { OptionError } from "../errors";
import { drawBelow } from "./drawBelow";
import type { DsfmtState } from "./dsfmt";
import { dsfmtState, generate } from "./dsfmt";
import { exponentialFrom } from "./exponential";
import type { JuliaRelease, StreamOptions } from "./options";
import { juliaRelease } from "./options";
import { freshSeed, hashedSeed, seedWords } from "./seed";
import type { RandomStream } from "./stream";
import type { MersenneTwisterState, StreamState } from "./streamState";
import { normalFromBits } from "./ziggurat";

const CACHED = 1002;
/** Shorter vectors are filled through the cache (dSFMT's smallest array has 382 doubles). */
const MIN_DIRECT = 382;
const MIN_NORMAL_ARRAY = 13;
/** Whole numbers have a cache of their own: so many words of 64 bits, condensed from so many doubles of 52. */
const CACHED_WORDS = 1002;
const DOUBLES_FOR_WORDS = 1254;

/**
 * Julia's `MersenneTwister(seed)`: dSFMT-19937, drawn in blocks of 1002 doubles.
 * The seed is an integer (a bigint beyond 2^53; negative ones as since Julia 1.11). Without a seed, or with
 * `undefined`, a fresh one is drawn and can be read from `seed`.
 */
export class MersenneTwister implements RandomStream {
  #seed: number | bigint;
  #julia: JuliaRelease;
  #generator: DsfmtState;
  #cache: Uint32Array = new Uint32Array(2 * CACHED);
  #values: Float64Array = new Float64Array(this.#cache.buffer);
  #used = CACHED;
  #scratch: Uint32Array = new Uint32Array(0);
  #words: BigUint64Array | undefined;
  #wordsLeft = 0;

  constructor(seed: number | bigint = freshSeed(), options: StreamOptions = {}) {
    this.#julia = juliaRelease("MersenneTwister", options);
    this.#seed = seed;
    this.#generator = dsfmtState(this.#julia === "1.10" ? seedWords(seed) : hashedSeed(seed));
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
    if (this.#used === CACHED) this.#refill();
    return this.#values[this.#used++] - 1;
  }

  randn(): number {
    if (this.#used === CACHED) this.#refill();
    const i = 2 * this.#used++;
    return normalFromBits(this.#cache[i], this.#cache[i + 1], this);
  }

  randexp(): number {
    return exponentialFrom(this);
  }

  rand52(): number {
    if (this.#used === CACHED) this.#refill();
    const i = 2 * this.#used++;
    return (this.#cache[i + 1] & 0xfffff) * 2 ** 32 + this.#cache[i];
  }

  randBelow(n: number): number {
    return drawBelow(n, () => this.#word());
  }

  randFill(out: Float64Array, n: number = out.length): void {
    const bits = this.#drawBits(n);
    const values = new Float64Array(bits.buffer, 0, n);
    for (let i = 0; i < n; i++) out[i] = values[i] - 1;
  }

  randnFill(out: Float64Array, n: number = out.length): void {
    if (n < MIN_NORMAL_ARRAY) {
      for (let i = 0; i < n; i++) out[i] = this.randn();
      return;
    }
    const bits = this.#drawBits(n);
    for (let i = 0; i < n; i++) out[i] = normalFromBits(bits[2 * i], bits[2 * i + 1], this);
  }

  state(): MersenneTwisterState {
    const { words, position } = this.#generator;
    return {
      kind: "MersenneTwister",
      seed: this.#seed,
      julia: this.#julia,
      generator: { words: words.slice(), position },
      cache: this.#cache.slice(),
      used: this.#used,
      ...(this.#words === undefined || this.#wordsLeft === 0
        ? {}
        : { integers: new Uint32Array(this.#words.slice(0, this.#wordsLeft).buffer) }),
    };
  }

  restore(state: StreamState): void {
    if (state.kind !== "MersenneTwister")
      throw new OptionError(`a MersenneTwister cannot continue the stream of a ${state.kind}`);
    this.#seed = state.seed;
    this.#julia = state.julia;
    this.#generator = { words: state.generator.words.slice(), position: state.generator.position };
    this.#cache.set(state.cache);
    this.#used = state.used;
    this.#wordsLeft = 0;
    if (state.integers === undefined) return;
    this.#words ??= new BigUint64Array(CACHED_WORDS);
    this.#wordsLeft = state.integers.length / 2;
    this.#words.set(new BigUint64Array(state.integers.slice().buffer));
  }

  /** The words of the cache are taken from its end. */
  #word(): bigint {
    if (this.#wordsLeft === 0) this.#refillWords();
    return this.#words![--this.#wordsLeft];
  }

  /** Each 128 bits of the last fifth lend the four words of 128 bits that are theirs the bits that doubles lack. */
  #refillWords(): void {
    const bits = new Uint32Array(2 * DOUBLES_FOR_WORDS);
    generate(this.#generator, bits, 0, DOUBLES_FOR_WORDS / 2);
    const drawn = new BigUint64Array(bits.buffer);
    for (let pair = 0; pair < CACHED_WORDS / 2; pair++) {
      const from = CACHED_WORDS + 2 * Math.floor(pair / 4);
      const lent = (drawn[from] | (drawn[from + 1] << 64n)) << BigInt(48 - 12 * (pair % 4));
      drawn[2 * pair] ^= lent;
      drawn[2 * pair + 1] ^= lent >> 64n;
    }
    this.#words = drawn.subarray(0, CACHED_WORDS);
    this.#wordsLeft = CACHED_WORDS;
  }

  /** The bits of `n` doubles in [1, 2), as Julia's `rand!(rng, ::Vector, CloseOpen12())` takes them. */
  #drawBits(n: number): Uint32Array {
    if (this.#scratch.length < 2 * n) this.#scratch = new Uint32Array(2 * n);
    const direct = n < MIN_DIRECT + 2 ? 0 : 2 * Math.floor((n - 2) / 2);
    generate(this.#generator, this.#scratch, 0, direct / 2);
    for (let done = direct; done < n; ) {
      if (this.#used === CACHED) this.#refill();
      const take = Math.min(n - done, CACHED - this.#used);
      this.#scratch.set(this.#cache.subarray(2 * this.#used, 2 * (this.#used + take)), 2 * done);
      this.#used += take;
      done += take;
    }
    return this.#scratch;
  }

  #refill(): void {
    generate(this.#generator, this.#cache, 0, CACHED / 2);
    this.#used = 0;
  }
}
