import { decimal, expMinus, FRACTION_BITS, minusLog, over, squareRoot, times, toNumber } from "./fixedPoint";

/*
 * The tables of the 256-level normal ziggurat (Marsaglia & Tsang 2000, in the layout of Octave's randmtzig and
 * Julia's Random). Julia ships the correctly rounded values. The recursion loses up to 34 units in the last
 * place when run in doubles, so it runs in fixed point here.
 */
const LEVELS = 256;
/** Where the tail begins, and the area of each layer. */
const R = decimal("3.65415288536100879635194725185604664812733315920964488827");
const AREA = decimal("0.00492867323397465493159091343090397414518845398400323954");

export interface ZigguratTables {
  /** A 51-bit magnitude below threshold[layer] lies wholly inside the layer. */
  readonly threshold: Float64Array;
  /** Magnitude → x. */
  readonly width: Float64Array;
  /** exp(−x²/2) at the layer's edge. */
  readonly density: Float64Array;
}

let tables: ZigguratTables | undefined;

/** The tables, made once a thread; nobody writes to them. */
export function zigguratTables(): ZigguratTables {
  return (tables ??= madeTables());
}

function madeTables(): ZigguratTables {
  const threshold = new Float64Array(LEVELS);
  const width = new Float64Array(LEVELS);
  const density = new Float64Array(LEVELS);
  const last = LEVELS - 1;

  let x = R;
  let f = expMinus(times(x, x) >> 1n);
  width[last] = toNumber(x) / 2 ** 51;
  density[last] = toNumber(f);
  threshold[0] = Number(((x * f) << 51n) / (AREA << FRACTION_BITS));
  width[0] = toNumber(over(AREA, f)) / 2 ** 51;
  density[0] = 1;

  for (let layer = last - 1; layer > 0; layer--) {
    const outer = x;
    f += over(AREA, outer);
    x = squareRoot(2n * minusLog(f));
    threshold[layer + 1] = Number((x << 51n) / outer);
    width[layer] = toNumber(x) / 2 ** 51;
    density[layer] = toNumber(f);
  }
  threshold[1] = 0;
  return { threshold, width, density };
}
