import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { exponentialTables } from "./exponentialTables";

const TAIL = 7.6971174701310497;

/** What a draw takes its bits from. */
export interface ExponentialSource {
  rand(): number;
  rand52(): number;
  /** −log(1 − u) for the tail since Julia 1.11, −log(u) before. */
  readonly tailUsesComplement: boolean;
}

/** A standard exponential number (Julia's `randexp`): about 1 % of the draws need more than 52 bits. */
export function exponentialFrom(source: ExponentialSource): number {
  const { threshold, width, density } = exponentialTables();
  for (;;) {
    const bits = source.rand52();
    const layer = bits % 256;
    const x = bits * width[layer];
    if (bits < threshold[layer]) return x;
    if (layer === 0) return TAIL + tail(source);
    const height = (density[layer - 1] - density[layer]) * source.rand() + density[layer];
    if (height < exp(-x)) return x;
  }
}

function tail(source: ExponentialSource): number {
  const u = source.rand();
  return source.tailUsesComplement ? -log1p(-u) : -log(u);
}
