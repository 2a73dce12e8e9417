import { log2 } from "../math/log2";
import { powerOfTwo } from "../math/scaled";

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
  const range = most - least;
  if (!(range > ROUNDING * size)) return scaledForm(values);
  const whole = wholeSteps(values, least, range, size);
  if (whole === undefined) {
    const { mean, deviation } = moments(values, least, range);
    return { center: least + range * mean, scale: range * deviation };
  }
  const { unit, mean, deviation } = whole;
  if (Math.round(range / unit) <= FEW_STEPS && mean <= FARTHEST * deviation)
    return { center: least, scale: unit, step: 1 };
  return inPowerOfTwo(least + Math.round(mean) * unit, unit, deviation);
}

/** The form of a covariate whose origin matters: the same for x and b·x, b > 0. */
export function scaledForm(values: Float64Array): StandardForm {
  const { least, most, size } = extent(values);
  if (size === 0) return AS_IT_IS;
  const whole = wholeSteps(values, 0, Math.max(most, 0) - Math.min(least, 0), size);
  const { mean, deviation } = whole ?? moments(values, 0, size);
  const root = Math.sqrt(mean * mean + deviation * deviation);
  if (whole === undefined) return { center: 0, scale: root * size };
  const { unit } = whole;
  return Math.round(size / unit) <= FEW_STEPS ? { center: 0, scale: unit, step: 1 } : inPowerOfTwo(0, unit, root);
}

/** The values of a covariate in a form; `exactly` rounds those of counted ones to their steps. */
export function inForm(values: Float64Array, form: StandardForm, exactly: boolean): Float64Array {
  if (!isForm(form)) return values;
  const { center, scale, step } = form;
  const result = new Float64Array(values.length);
  if (step === undefined || !exactly) {
    for (let i = 0; i < result.length; i++) result[i] = (values[i] - center) / scale;
  } else {
    const unit = scale * step;
    for (let i = 0; i < result.length; i++) result[i] = step * Math.round((values[i] - center) / unit);
  }
  return result;
}

function inPowerOfTwo(center: number, unit: number, size: number): StandardForm {
  const power = powerOfTwo(Math.round(log2(size)));
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

/**
 * The largest step in whole numbers of which all values lie from `origin`, with mean and standard deviation of these
 * numbers; undefined where there is none.
 */
function wholeSteps(
  values: Float64Array,
  origin: number,
  range: number,
  size: number,
): { unit: number; mean: number; deviation: number } | undefined {
  const error = Math.max(ROUNDING * size, EXACT * range);
  let longest = 0;
  let unit = range;
  for (let i = 0; i < values.length; i++) {
    const length = Math.abs(values[i] - origin);
    if (length > longest) longest = length;
    const quotient = length / unit;
    if (quotient === Math.round(quotient)) continue;
    unit = commonUnit(unit, length, error);
    if (!(unit * MOST_STEPS > range)) return undefined;
    // The longest of them knows the step best.
    if (longest > unit) unit = longest / Math.round(longest / unit);
  }
  // Sums of whole numbers lose no digits.
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const step = Math.round((values[i] - origin) / unit);
    if (!(Math.abs(values[i] - origin - unit * step) <= error)) return undefined;
    sum += step;
    squares += step * step;
  }
  const n = values.length;
  return { unit, mean: sum / n, deviation: Math.sqrt(n * squares - sum * sum) / n };
}

/** Euclid's algorithm for lengths that are known up to an error, which grows as what is left gets shorter. */
function commonUnit(first: number, second: number, error: number): number {
  const whole = Math.max(first, second);
  let longer = second;
  let shorter = first;
  while (shorter > error) {
    const rest = Math.abs(longer - shorter * Math.round(longer / shorter));
    if (rest <= 2 * error * (1 + whole / shorter)) return shorter;
    longer = shorter;
    shorter = rest;
  }
  return longer;
}

/** Mean and standard deviation of (x − origin)/unit. */
function moments(values: Float64Array, origin: number, unit: number): { mean: number; deviation: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (values[i] - origin) / unit;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const apart = (values[i] - origin) / unit - mean;
    squares += apart * apart;
  }
  return { mean, deviation: Math.sqrt(squares / n) };
}
