import { decimal, expMinus, FRACTION_BITS, minusLog, over, times, toNumber } from "./fixedPoint";

/* The tables of the 256-level exponential ziggurat (Marsaglia & Tsang 2000), made as those of the normal one. */
const LEVELS = 256;
/** Where the tail begins: there the areas of all layers are (r + 1)·exp(−r), and the uppermost ends at height 1. */
const R = decimal("7.6971174701310497140446280480152154991139686400553416174092153090474447176");

export interface ExponentialTables {
  /** A 52-bit magnitude below threshold[layer] lies wholly inside the layer. */
  readonly threshold: Float64Array;
  /** Magnitude → x. */
  readonly width: Float64Array;
  /** exp(−x) at the layer's edge. */
  readonly density: Float64Array;
}

let tables: ExponentialTables | undefined;

/** The tables, made once a thread, with the first draw that needs them; nobody writes to them. */
export function exponentialTables(): ExponentialTables {
  return (tables ??= madeTables());
}

function madeTables(): ExponentialTables {
  const threshold = new Float64Array(LEVELS);
  const width = new Float64Array(LEVELS);
  const density = new Float64Array(LEVELS);
  const last = LEVELS - 1;

  let x = R;
  let f = expMinus(x);
  const area = times(x, f) + f;
  width[last] = toNumber(x) / 2 ** 52;
  density[last] = toNumber(f);
  threshold[0] = Number(((x * f) << 52n) / (area << FRACTION_BITS));
  width[0] = toNumber(over(area, f)) / 2 ** 52;
  density[0] = 1;

  for (let layer = last - 1; layer > 0; layer--) {
    const outer = x;
    f += over(area, outer);
    x = minusLog(f);
    threshold[layer + 1] = Number((x << 52n) / outer);
    width[layer] = toNumber(x) / 2 ** 52;
    density[layer] = toNumber(f);
  }
  threshold[1] = 0;
  return { threshold, width, density };
}
