import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { zigguratTables } from "./zigguratTables";

const { threshold, width, density } = zigguratTables();
/** Negated widths at odd indices: a branch on the random sign would cost a quarter of the time. */
const signedWidth = Float64Array.from({ length: 512 }, (_, i) => (i % 2 === 0 ? 1 : -1) * width[i >> 1]);
const TAIL = 3.6541528853610088;
const INVERSE_TAIL = 1 / TAIL;

/** What a rejected draw needs to go on. */
export interface NormalSource {
  rand(): number;
  randn(): number;
  /** −log(1 − u) for the tail since Julia 1.11, −log(u) before. */
  readonly tailUsesComplement: boolean;
}

/**
 * A standard normal number from 52 random bits, `low` and the lower 20 of `high` (Julia's `randn`).
 * Sign, layer and magnitude are bit 0, bits 1–8 and bits 1–51; about 1 % of the draws need more from `source`.
 */
export function normalFromBits(low: number, high: number, source: NormalSource): number {
  const layer = (low >>> 1) & 0xff;
  const magnitude = ((high & 0xfffff) >>> 1) * 2 ** 32 + (((low >>> 1) | (high << 31)) >>> 0);
  const x = magnitude * signedWidth[low & 0x1ff];
  return magnitude < threshold[layer] ? x : outsideLayer(layer, x, (low >>> 9) & 1, source);
}

function outsideLayer(layer: number, x: number, tailSign: number, source: NormalSource): number {
  if (layer === 0) return tail(tailSign, source);
  const height = (density[layer - 1] - density[layer]) * source.rand() + density[layer];
  return height < exp(-0.5 * x * x) ? x : source.randn();
}

/** Marsaglia's (1964) tail method. */
function tail(sign: number, source: NormalSource): number {
  for (;;) {
    const excess = INVERSE_TAIL * exponential(source);
    const y = exponential(source);
    if (y + y > excess * excess) return sign === 1 ? -TAIL - excess : TAIL + excess;
  }
}

function exponential(source: NormalSource): number {
  const u = source.rand();
  return source.tailUsesComplement ? -log1p(-u) : -log(u);
}
