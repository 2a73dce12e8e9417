import { OptionError } from "../errors";
import { Table } from "../table/table";

/** An end of an interval as it may be reported. */
interface End {
  readonly text: string;
  /** Decimals that are certain; −1 for tens; ∞ for an end without error, such as a bound. */
  readonly decimals: number;
  /** Part of the replicates' number that one more decimal takes. */
  readonly factor: number;
}

/**
 * What may be reported of bootstrap intervals: each end with the decimals whose half unit its Monte-Carlo standard error does not
 * exceed, and how many replicates would give one more decimal to both ends (the error falls with √n). Columns par, lower, upper,
 * replicates; ends are text.
 * @param intervals with the columns par, lower, upper, lower_error and upper_error
 * @param replicates how many they were computed from
 */
export function reportabledigits(intervals: Table, replicates: number): Table {
  if (!Number.isInteger(replicates) || replicates < 1) throw new OptionError(`the number of replicates must be a positive whole number; got ${String(replicates)}`);
  const ends = (side: "lower" | "upper"): End[] => {
    const errors = intervals.numeric(`${side}_error`);
    return Array.from(intervals.numeric(side), (value, i) => reportableEnd(value, errors[i]));
  };
  const [lower, upper] = [ends("lower"), ends("upper")];
  const needed = lower.map(({ factor }, i) => Math.ceil(replicates * Math.max(factor, upper[i].factor)));
  return Table.fromColumns(
    [["par", [...(intervals.column("par") as string[])]], ["lower", lower.map(({ text }) => text)], ["upper", upper.map(({ text }) => text)], ["replicates", whole(needed)]],
    { rowHeader: true, caption: `Digits to report from ${replicates} replicates, and how many replicates give one more`, maxRows: Infinity },
  );
}

/** Whole numbers as such, where they are not too large for that. */
function whole(values: readonly number[]): Int32Array | Float64Array {
  return values.every((value) => value < 2 ** 31) ? Int32Array.from(values) : Float64Array.from(values);
}

function reportableEnd(value: number, error: number): End {
  if (!(error >= 0)) return { text: "NaN", decimals: NaN, factor: NaN };
  if (error === 0) return { text: String(value), decimals: Infinity, factor: 1 };
  const decimals = Math.floor(-Math.log10(2 * error) + 1e-9);
  const unit = 10 ** -decimals;
  const rounded = decimals >= 0 ? value.toFixed(Math.min(100, decimals)) : String(Math.round(value / unit) * unit);
  return { text: rounded.replace(/^-(0(\.0*)?)$/, "$1"), decimals, factor: (error / (0.05 * unit)) ** 2 };
}
