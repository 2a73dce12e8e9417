import { log10 } from "../math/log10";
import { powerOfTen } from "../math/powerOfTen";
import { powerOfTwo } from "../math/scaled";

/** Digits of the exact decimal expansion beyond the printed ones that decide whether a value is a tie. */
const GUARD_DIGITS = 30;
/** Estimates below this have an exponent. */
const SMALLEST = 1e-9;

/**
 * `x` with a fixed number of decimals. Exact ties go to the even digit and the sign of −0.00 is kept, as in Julia
 * (JavaScript's `toFixed` rounds ties away from zero and has no −0).
 */
export function fixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const size = Math.abs(x);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  if (size >= 1e21) return sign + BigInt(size).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
  const longer = size.toFixed(digits + 1);
  const isTie = longer.endsWith("5") && Number.isInteger(size * powerOfTwo(digits + 1));
  const truncated = longer.slice(0, -1).replace(/\.$/, "");
  return sign + (isTie && endsEven(truncated) ? truncated : size.toFixed(digits));
}

/**
 * An estimate: {@link fixed}, but with two significant digits where the decimals would show none, as of a slope per
 * millisecond: "-0.000031".
 */
export function estimateText(x: number, digits: number): string {
  const size = Math.abs(x);
  if (!(size > 0 && size < powerOfTen(-digits))) return fixed(x, digits);
  return size < SMALLEST ? x.toExponential(1) : fixed(x, 1 - Math.floor(log10(size)));
}

/**
 * A p-value: four decimals from 0.0001 on, below that the power of ten that bounds it ("<1e-11"), at least "<1e-99".
 * The rule is that of the Julia package StatsBase.
 */
export function pvalueText(p: number): string {
  if (Number.isNaN(p)) return "NaN";
  if (p >= 1e-4) return fixed(p, 4);
  const exponent = p > 0 ? Number(p.toExponential().split("e")[1]) + 1 : -Infinity;
  return `<1e-${String(-Math.max(exponent, -99)).padStart(2, "0")}`;
}

/**
 * A p-value as the American Psychological Association has it (Publication Manual, 7th ed., §6.36): three decimals
 * without a zero before the point, "< .001" below that.
 */
export function pvalueAPA(p: number): string {
  if (Number.isNaN(p)) return "NaN";
  if (p < 0.001) return "< .001";
  return p >= 0.9995 ? "> .999" : fixed(p, 3).slice(1);
}

/**
 * The shortest text of `x` rounded to a number of significant digits, always marked as floating-point:
 * "28666.6", "-22.07", "0.0", "1.0", and "1.0e-5", "1.23457e6" outside of 1e-4 … 1e6.
 * These are the rules of Julia's compact display.
 */
export function significant(x: number, digits = 6): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  if (x === 0) return `${sign}0.0`;
  const [mantissa, power] = roundedToEven(Math.abs(x), digits).split("e");
  const exponent = Number(power);
  const figures = mantissa.replace(".", "").replace(/0+$/, "");
  if (exponent < -4 || exponent >= 6) return `${sign}${pointed(figures, 1)}e${exponent}`;
  return sign + (exponent < 0 ? `0.${"0".repeat(-exponent - 1)}${figures}` : pointed(figures, exponent + 1));
}

/** `size` in exponential notation: its shortest text if that is short enough, exact ties rounded to the even digit. */
function roundedToEven(size: number, digits: number): string {
  const shortest = size.toExponential();
  if (shortest.split("e")[0].replace(".", "").length <= digits) return shortest;
  const [exact, power] = size.toExponential(digits - 1 + GUARD_DIGITS).split("e");
  const dropped = exact.slice(-GUARD_DIGITS);
  const kept = exact.slice(0, -GUARD_DIGITS).replace(/\.$/, "");
  const isTie = dropped === "5".padEnd(GUARD_DIGITS, "0");
  return isTie && endsEven(kept) ? `${kept}e${power}` : size.toExponential(digits - 1);
}

function pointed(figures: string, integerDigits: number): string {
  const padded = figures.padEnd(integerDigits, "0");
  return `${padded.slice(0, integerDigits)}.${padded.slice(integerDigits) || "0"}`;
}

function endsEven(text: string): boolean {
  return Number(text.at(-1)) % 2 === 0;
}

function nonFinite(x: number): string {
  if (Number.isNaN(x)) return "NaN";
  return x > 0 ? "Inf" : "-Inf";
}
