/** A covariate in an origin and a unit of its own: (x − center)/scale. */
export interface StandardForm {
  readonly center: number;
  readonly scale: number;
  /** Whole multiples of this, to which the values are rounded; undefined for values that are not counted. */
  readonly step?: number;
}

export const AS_IT_IS: StandardForm = { center: 0, scale: 1 };

/** Whether a form changes values. */
export function isForm({ center, scale }: StandardForm): boolean {
  return center !== 0 || scale !== 1;
}

/** A covariate in whole steps has at most so many of them. */
const MOST_STEPS = 4096;
/** One of so few steps stays in these; one of more is centred and scaled by a power of two. */
const FEW_STEPS = 12;
/** … unless its mean lies further from its least value than so many standard deviations. */
const FARTHEST = 3;
/** Values are in whole steps when they are so up to this part of their range, or up to their own rounding. */
const EXACT = 1e-10;
const ROUNDING = 16 * Number.EPSILON;

/**
 * The form of a covariate beside an intercept: the same for x and a + b·x, b > 0. Values in whole steps (days, ages, a
 * scale from 1 to 7) are counted from the least, so that their products are whole numbers and equal sums are equal; if
 * these are many they are counted from their mean, in a power of two that is about their standard deviation. Other
 * values are centred at their mean and divided by their standard deviation.
 */
export function centredForm(values: Float64Array): StandardForm {
  const { least, most, size } = extent(values);
  if (!(most - least > ROUNDING * size)) return scaledForm(values);
  const unit = wholeUnit(values, least, most - least, size);
  if (unit === undefined) {
    const { mean, deviation } = moments(values, (value) => (value - least) / (most - least));
    return { center: least + (most - least) * mean, scale: (most - least) * deviation };
  }
  const steps = Math.round((most - least) / unit);
  const { mean, deviation } = moments(values, (value) => Math.round((value - least) / unit));
  if (steps <= FEW_STEPS && mean <= FARTHEST * deviation) return { center: least, scale: unit, step: 1 };
  return inPowerOfTwo(least + Math.round(mean) * unit, unit, deviation);
}

/** The form of a covariate whose origin matters: the same for x and b·x, b > 0. */
export function scaledForm(values: Float64Array): StandardForm {
  const { least, most, size } = extent(values);
  if (size === 0) return AS_IT_IS;
  const unit = wholeUnit(values, 0, Math.max(most, 0) - Math.min(least, 0), size);
  const { mean, deviation } = moments(values, (value) => value / (unit ?? size));
  const root = Math.sqrt(mean * mean + deviation * deviation);
  if (unit === undefined) return { center: 0, scale: root * size };
  return Math.round(size / unit) <= FEW_STEPS ? { center: 0, scale: unit, step: 1 } : inPowerOfTwo(0, unit, root);
}

/** The values of a covariate in a form. */
export function inForm(values: Float64Array, form: StandardForm, exactly: boolean): Float64Array {
  if (!isForm(form)) return values;
  const { center, scale, step } = form;
  if (step === undefined || !exactly) return values.map((value) => (value - center) / scale);
  return values.map((value) => step * Math.round((value - center) / (scale * step)));
}

function inPowerOfTwo(center: number, unit: number, size: number): StandardForm {
  const power = 2 ** Math.round(Math.log2(size));
  return { center, scale: unit * power, step: 1 / power };
}

function extent(values: Float64Array): { least: number; most: number; size: number } {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return { least, most, size: Math.max(Math.abs(least), Math.abs(most)) };
}

/** The largest step in whole numbers of which all values lie from `origin`; undefined where there is none. */
function wholeUnit(values: Float64Array, origin: number, range: number, size: number): number | undefined {
  const error = Math.max(ROUNDING * size, EXACT * range);
  let longest = 0;
  let unit = range;
  for (let i = 0; i < values.length; i++) {
    const length = Math.abs(values[i] - origin);
    longest = Math.max(longest, length);
    unit = commonUnit(unit, length, error);
    if (!(unit * MOST_STEPS > range)) return undefined;
    // The longest of them knows the step best.
    if (longest > unit) unit = longest / Math.round(longest / unit);
  }
  const apart = (value: number): number => Math.abs(value - origin - unit * Math.round((value - origin) / unit));
  return values.every((value) => apart(value) <= error) ? unit : undefined;
}

/** Euclid's algorithm for lengths that are known up to an error, which grows as what is left gets shorter. */
function commonUnit(first: number, second: number, error: number): number {
  const whole = Math.max(first, second);
  let [a, b] = [first, second];
  while (b > error) {
    const rest = Math.abs(a - b * Math.round(a / b));
    if (rest <= 2 * error * (1 + whole / b)) return b;
    [a, b] = [b, rest];
  }
  return a;
}

function moments(values: Float64Array, of: (value: number) => number): { mean: number; deviation: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i]);
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (of(values[i]) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
