import { checkSample } from "../bootstrap/sample/checkSample";
import { type ConfintOptions, confint, converged } from "../bootstrap/sample/confint";
import type { MixedModelBootstrap } from "../bootstrap/sample/mixedModelBootstrap";
import { errorRate, fewestReplicates, type IntervalMethod } from "../bootstrap/sample/monteCarloError";
import { OptionError } from "../errors";
import { log10 } from "../math/log10";
import { pow } from "../math/pow";
import { powerOfTen } from "../math/powerOfTen";
import { checkOptions } from "../table/options";
import { Table } from "../table/table";

/** What stands for an end whose error is not known. */
const UNKNOWN = "–";

/**
 * What may be reported of the intervals of a bootstrap sample: each end with the digits of which half a unit of the
 * last is no less than its Monte-Carlo standard error, beside that error, and how many replicates would give both ends
 * one more digit.
 *
 * The error of a quantile falls with √n, that of the shortest interval's ends with ∛n (see the errors of
 * {@link confint}), except where the interval keeps to an edge of the sample. Columns par, lower, lower_error, upper,
 * upper_error, replicates; ends are text, "–" where there are too few replicates to tell; errors are rounded to two
 * digits, replicates rounded up.
 * @param options of the intervals: method and level, as in confint
 */
export function reportabledigits(
  sample: MixedModelBootstrap,
  options: { method?: IntervalMethod; level?: ConfintOptions["level"] } = {},
): Table {
  checkSample("reportabledigits", sample);
  checkOptions("reportabledigits", options, ["method", "level"]);
  const { method = "shortest", level = 0.95 } = options;
  if (method !== "shortest" && method !== "equaltail")
    throw new OptionError(`the method of reportabledigits is "shortest" or "equaltail"; got ${JSON.stringify(method)}`);
  const intervals = confint(sample, { method, level, error: true });
  const names = intervals.column("par") as string[];
  const [lower, upper, lowerErrors, upperErrors] = ["lower", "upper", "lower_error", "upper_error"].map((name) =>
    intervals.numeric(name),
  );
  const needed = Float64Array.from(names, (name, i) => {
    const values = converged(sample, name);
    const shrink = Math.max(shrinkage(lowerErrors[i]), shrinkage(upperErrors[i]));
    return roundedUp(values.length * pow(shrink, errorRate(method, values, level)));
  });
  const ends = (values: Float64Array, errors: Float64Array): string[] =>
    Array.from(values, (value, i) => reportable(value, errors[i]));
  return Table.fromColumns(
    [
      ["par", [...names]],
      ["lower", ends(lower, lowerErrors)],
      ["lower_error", twoDigits(lowerErrors)],
      ["upper", ends(upper, upperErrors)],
      ["upper_error", twoDigits(upperErrors)],
      ["replicates", whole(needed)],
    ],
    {
      rowHeader: true,
      right: ["lower", "upper"],
      missing: UNKNOWN,
      maxRows: Infinity,
      caption:
        `Digits to report of ${Number((100 * level).toFixed(4))} % coverage intervals (${method}) ` +
        `from ${sample.length} replicates`,
      notes: notesOn(needed, method, level),
    },
  );
}

function notesOn(needed: Float64Array, method: IntervalMethod, level: number): string[] {
  return [
    "replicates: how many would give both ends one more digit",
    ...(needed.some(Number.isNaN)
      ? [`${UNKNOWN}: too few replicates to tell; ${fewestReplicates(method, level)} or more that converged are needed`]
      : []),
  ];
}

/** Whole numbers as such, where they are known and not too large for that. */
function whole(values: Float64Array): Int32Array | Float64Array {
  return values.every((value) => value < 2 ** 31) ? Int32Array.from(values) : values;
}

/** Decimals that may be reported; −1 for tens. */
function decimalsOf(error: number): number {
  return Math.floor(-log10(2 * error) + 1e-9);
}

/**
 * By what the error is to be divided for one more digit: it may then be half a unit of that. An end without error has
 * all digits.
 */
function shrinkage(error: number): number {
  return error === 0 ? 1 : error / (0.05 * powerOfTen(-decimalsOf(error)));
}

/** An end as it may be reported. */
export function reportable(value: number, error: number): string {
  if (!(error >= 0)) return UNKNOWN;
  if (error === 0) return String(Number(value.toPrecision(12)));
  const decimals = decimalsOf(error);
  const unit = powerOfTen(-decimals);
  const rounded = decimals >= 0 ? value.toFixed(Math.min(100, decimals)) : String(Math.round(value / unit) * unit);
  return rounded.replace(/^-(0(\.0*)?)$/, "$1");
}

function twoDigits(values: Float64Array): Float64Array {
  return values.map((value) => Number(value.toPrecision(2)));
}

/** To two digits, upwards. */
function roundedUp(count: number): number {
  const unit = powerOfTen(Math.max(0, Math.floor(log10(count)) - 1));
  return Math.ceil(count / unit - 1e-9) * unit;
}
