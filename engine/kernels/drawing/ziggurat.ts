import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { at, get, set } from "../memory";
import { NormalStream, nextBits, uniform } from "./normalStream";

/**
 * Standard normals by the 256-level ziggurat (Marsaglia & Tsang 2000), bit for bit those of random/ziggurat.ts.
 * Of 52 random bits, bit 0 is the sign, bits 1–8 the layer, bits 1–51 the magnitude. `layers` holds 512 pairs, by layer
 * and sign: the signed width, and the magnitude below which a draw lies wholly inside the layer.
 */

const TAIL: f64 = 3.6541528853610088;
const INVERSE_TAIL: f64 = 1 / TAIL;

/**
 * Turns words of random bits into normals until one falls outside its layer.
 * @returns how many of the `count` words have become normals
 */
export function acceptedRun(layers: usize, bits: usize, out: usize, count: i32): i32 {
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const inside =
      acceptPair(layers, at(bits, i), at(out, i)) | (acceptPair(layers, at(bits, i + 2), at(out, i + 2)) << 2);
    if (inside != 15) return i + ctz(~inside);
  }
  for (; i < count; i++) {
    const word = load<u64>(at(bits, i));
    const layer = layerOf(layers, <u32>word);
    const magnitude = magnitudeOf(word);
    set(out, i, magnitude * load<f64>(layer));
    if (magnitude >= load<f64>(layer, 8)) return i;
  }
  return i;
}

/**
 * How many of `count` words, up to the first in doubt, are normals that take no more draws: nothing is written.
 * `limits` holds 16 bits for each layer, and words whose upper 16 bits of the magnitude are below them lie inside it.
 */
export function insideRun(limits: usize, bits: usize, count: i32): i32 {
  let i = 0;
  for (; i + 7 < count; i += 8) {
    const word = at(bits, i);
    const first = excess(limits, word, 0) & excess(limits, word, 8) & excess(limits, word, 16);
    const second = excess(limits, word, 24) & excess(limits, word, 32) & excess(limits, word, 40);
    if ((first & second & excess(limits, word, 48) & excess(limits, word, 56)) >= 0) break;
  }
  while (i < count && excess(limits, at(bits, i), 0) < 0) i++;
  return i;
}

/** Negative for a word that lies inside its layer. */
// @ts-ignore: decorator
@inline
function excess(limits: usize, word: usize, offset: usize): i32 {
  const layer = load<u16>(word + offset) & 0x1fe;
  return (<i32>(load<u32>(word + offset + 4) >> 4) & 0xffff) - <i32>load<u16>(limits + <usize>layer);
}

/** Two normals; bit k of the result says whether word k lies inside its layer. */
// @ts-ignore: decorator
@inline
function acceptPair(layers: usize, bits: usize, out: usize): i32 {
  const first = v128.load(layerOf(layers, load<u16>(bits)));
  const second = v128.load(layerOf(layers, load<u16>(bits, 8)));
  const magnitude = magnitudes(v128.load(bits));
  v128.store(out, f64x2.mul(magnitude, v128.shuffle<f64>(first, second, 0, 2)));
  return i64x2.bitmask(f64x2.lt(magnitude, v128.shuffle<f64>(first, second, 1, 3)));
}

/** The normal that begins with these 52 bits; about 1 % of the draws take more from the stream. */
export function resolve(stream: NormalStream, bits: u64): f64 {
  while (true) {
    const entry = layerOf(stream.layers, <u32>bits);
    const magnitude = magnitudeOf(bits);
    const x = magnitude * load<f64>(entry);
    if (magnitude < load<f64>(entry, 8)) return x;
    const layer = <i32>(bits >> 1) & 0xff;
    if (layer == 0) return tail(stream, (bits >> 9) & 1);
    const inner = get(stream.density, layer - 1), outer = get(stream.density, layer);
    if ((inner - outer) * uniform(stream) + outer < exp(-0.5 * x * x)) return x;
    bits = nextBits(stream);
  }
}

/** Marsaglia's (1964) tail method. */
function tail(stream: NormalStream, negative: u64): f64 {
  while (true) {
    const excess = INVERSE_TAIL * exponential(stream);
    const y = exponential(stream);
    if (y + y > excess * excess) return negative ? -TAIL - excess : TAIL + excess;
  }
}

function exponential(stream: NormalStream): f64 {
  const u = uniform(stream);
  return stream.complement ? -log1p(-u) : -log(u);
}

// @ts-ignore: decorator
@inline
function layerOf(layers: usize, bits: u32): usize {
  return layers + ((<usize>(bits & 0x1ff)) << 4);
}

// @ts-ignore: decorator
@inline
function magnitudeOf(bits: u64): f64 {
  return <f64>(<i64>((bits >> 1) & 0x0007ffffffffffff));
}

/** The magnitudes of two words: their bits under the exponent of 2⁵², less 2⁵². */
// @ts-ignore: decorator
@inline
function magnitudes(bits: v128): v128 {
  const fraction = v128.and(i64x2.shr_u(bits, 1), i64x2.splat(0x0007ffffffffffff));
  const integer = v128.or(fraction, i64x2.splat(0x4330000000000000));
  return f64x2.sub(integer, f64x2.splat(4503599627370496));
}
