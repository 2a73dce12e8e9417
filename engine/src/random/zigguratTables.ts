import { log } from "../math/log";

/*
 * The tables of the 256-level normal ziggurat (Marsaglia & Tsang 2000, in the layout of Octave's randmtzig and
 * Julia's Random). Julia ships the correctly rounded values. The recursion loses up to 34 units in the last
 * place when run in doubles, so it runs in fixed point here, which also makes every JavaScript engine agree.
 */
const LEVELS = 256;
const FRACTION_BITS = 160n;
const ONE = 1n << FRACTION_BITS;
/** Where the tail begins, and the area of each layer. */
const R = decimal("3.65415288536100879635194725185604664812733315920964488827");
const AREA = decimal("0.00492867323397465493159091343090397414518845398400323954");

export interface ZigguratTables {
  /** A 51-bit magnitude below threshold[layer] lies wholly inside the layer. */
  threshold: Float64Array;
  /** Magnitude → x. */
  width: Float64Array;
  /** exp(−x²/2) at the layer's edge. */
  density: Float64Array;
}

export function zigguratTables(): ZigguratTables {
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

function expMinus(x: bigint): bigint {
  const halvings = 8n;
  const small = x >> halvings;
  let term = ONE;
  let sum = ONE;
  for (let k = 1n; term !== 0n; k++) {
    term = -times(term, small) / k;
    sum += term;
  }
  for (let k = 0n; k < halvings; k++) sum = times(sum, sum);
  return sum;
}

function minusLog(y: bigint): bigint {
  let x = fromNumber(-log(toNumber(y)));
  for (let newton = 0; newton < 2; newton++) x += ONE - over(y, expMinus(x));
  return x;
}

function squareRoot(y: bigint): bigint {
  let x = fromNumber(Math.sqrt(toNumber(y)));
  for (let newton = 0; newton < 2; newton++) x = (x + over(y, x)) >> 1n;
  return x;
}

function times(a: bigint, b: bigint): bigint {
  return (a * b) >> FRACTION_BITS;
}

function over(a: bigint, b: bigint): bigint {
  return (a << FRACTION_BITS) / b;
}

function decimal(text: string): bigint {
  const [whole, digits] = text.split(".");
  return (BigInt(whole + digits) << FRACTION_BITS) / 10n ** BigInt(digits.length);
}

function fromNumber(x: number): bigint {
  return BigInt(Math.round(x * 2 ** 52)) << (FRACTION_BITS - 52n);
}

function toNumber(x: bigint): number {
  return Number(x) / Number(ONE);
}
