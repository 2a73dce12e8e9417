import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { get } from "../memory";
import { NormalStream, nextBits, uniform } from "./normalStream";

const TAIL: f64 = 7.6971174701310497;
const BITS: u64 = 0x000fffffffffffff;
/** The tables of random/exponentialTables.ts stand one behind the other. */
const WIDTH: i32 = 256;
const DENSITY: i32 = 512;

/**
 * A standard exponential number by the 256-level ziggurat (Marsaglia & Tsang 2000), bit for bit that of
 * random/exponential.ts.
 * @param tables thresholds, widths and densities, 256 each
 */
export function exponential(stream: NormalStream, tables: usize): f64 {
  let x: f64 = 0;
  for (let isDrawn = false; !isDrawn; ) {
    const bits = nextBits(stream) & BITS;
    const layer = <i32>bits & 255;
    const magnitude = <f64>bits;
    x = magnitude * get(tables, WIDTH + layer);
    if (magnitude < get(tables, layer)) break;
    if (layer == 0) {
      const u = uniform(stream);
      return TAIL + (stream.complement ? -log1p(-u) : -log(u));
    }
    const above = get(tables, DENSITY + layer);
    const height = (get(tables, DENSITY + layer - 1) - above) * uniform(stream) + above;
    isDrawn = height < exp(-x);
  }
  return x;
}
