import { DataError } from "../../errors";
import { log10 } from "../../math/log10";

/** Beyond it the arithmetic of scales overflows. */
export const LARGEST = 1e300;

/** What an axis spans: a little more than the data, and something where all values are equal. */
export interface AxisRange {
  domain: [number, number];
  /** A hundredth of the span, for {@link rounded}. */
  unit: number;
}

/** The range of the finite numbers in all of `samples`; a DataError if there are none. */
export function axisRange(samples: readonly ArrayLike<number>[], where: string): AxisRange {
  let least = Infinity;
  let greatest = -Infinity;
  for (const values of samples) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  if (least > greatest) throw new DataError(`${where} has no numbers to draw`);
  if (Math.max(-least, greatest) > LARGEST)
    throw new DataError(
      `a chart draws numbers up to ±${LARGEST}; ${where} has those from ${least} to ${greatest} (scale them)`,
    );
  const margin = least === greatest ? Math.abs(least) / 10 || 1 : 0.04 * (greatest - least);
  const digits = 3 - Math.floor(log10(greatest - least + 2 * margin));
  const edge = (value: number): number => (Math.abs(digits) < 100 ? Number(value.toFixed(Math.max(0, digits))) : value);
  return { domain: [edge(least - margin), edge(greatest + margin)], unit: (greatest - least + 2 * margin) / 100 };
}
