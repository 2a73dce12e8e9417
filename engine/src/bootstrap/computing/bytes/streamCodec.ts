import type { JuliaRelease } from "../../../random/options";
import type { MersenneTwisterState, StableRNGState, StreamState, XoshiroState } from "../../../random/streamState";
import { type ByteReader, mustHold } from "./byteReader";
import type { ByteWriter } from "./byteWriter";
import { type Codec, constant, flag, integers, oneOf, optional, record, size, variants, words } from "./codec";

/** Words of a dSFMT-19937 with the two that are its lung, and of 1002 doubles. */
const DSFMT_WORDS = 768;
const DSFMT_DOUBLES = 382;
const CACHE = 2004;
const DOUBLES = 1002;
/** Half-words from which whole numbers are drawn. */
const MOST_INTEGERS = 2004;
const MOST_DIGITS = 10_000;

const bigint: Codec<bigint> = {
  write: (out, value) => out.text(String(value)),
  read(from) {
    const digits = from.text(MOST_DIGITS);
    mustHold(/^-?\d+$/.test(digits), "a whole number is written in digits");
    return BigInt(digits);
  },
};

/** A seed: a number, or digits. */
const seed: Codec<number | bigint> = {
  write(out: ByteWriter, value) {
    out.byte(typeof value === "bigint" ? 1 : 0);
    if (typeof value === "bigint") bigint.write(out, value);
    else out.number(value);
  },
  read(from: ByteReader) {
    if (from.byte() === 1) return bigint.read(from);
    const value = from.number();
    mustHold(Number.isSafeInteger(value), `a seed is a whole number; it is ${value}`);
    return value;
  },
};

const julia = oneOf<JuliaRelease>("1.10", "1.11", "1.13");

const states = variants<StreamState>({
  MersenneTwister: record<MersenneTwisterState>({
    kind: constant("MersenneTwister"),
    seed,
    julia,
    generator: record<MersenneTwisterState["generator"]>({ words, position: size }),
    cache: words,
    used: size,
    integers: optional(words),
  }),
  Xoshiro: record<XoshiroState>({ kind: constant("Xoshiro"), seed, julia, global: optional(flag), words: integers }),
  StableRNG: record<StableRNGState>({ kind: constant("StableRNG"), seed, state: bigint }),
});

/** The state of a stream. */
export const streamState: Codec<StreamState> = {
  write: states.write,
  read(from) {
    const state = states.read(from);
    mustHold(isState(state), `the state of a ${state.kind} has another form`);
    return state;
  },
};

function isState(state: StreamState): boolean {
  if (state.kind === "Xoshiro") return state.words.length === 8 && state.words.some((word) => word !== 0);
  if (state.kind === "StableRNG") return state.state > 0n && state.state < 1n << 128n && (state.state & 1n) === 1n;
  const { generator, cache, used, integers: left } = state;
  return (
    generator.words.length === DSFMT_WORDS &&
    generator.position < DSFMT_WORDS &&
    cache.length === CACHE &&
    used <= DOUBLES &&
    areDoubles(generator.words, 0, DSFMT_DOUBLES) &&
    areDoubles(cache, used, DOUBLES) &&
    (left === undefined || (left.length % 2 === 0 && left.length <= MOST_INTEGERS))
  );
}

/** Whether the 64 bits of numbers are those of doubles in [1, 2), as the generator makes them. */
function areDoubles(halves: Uint32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (halves[2 * i + 1] >>> 20 !== 0x3ff) return false;
  return true;
}
