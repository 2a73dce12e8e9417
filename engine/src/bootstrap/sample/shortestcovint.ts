import { DataError } from "../../errors";
import { checkLevel } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";
import { MixedModelBootstrap } from "./mixedModelBootstrap";

/**
 * The shortest coverage interval of every parameter of a bootstrap sample, failed replicates left out: columns type,
 * group, names, lower, upper.
 */
export function shortestcovint(sample: MixedModelBootstrap, level?: number): Table;
/**
 * The shortest interval between two of the values that covers the fraction `level` of them, as [lower, upper];
 * of several equally short ones the lowest. The interval holds ⌈n·level⌉ values, its ends included.
 */
export function shortestcovint(values: ArrayLike<number>, level?: number): [number, number];
export function shortestcovint(
  of: ArrayLike<number> | MixedModelBootstrap,
  level: number = 0.95,
): [number, number] | Table {
  return of instanceof MixedModelBootstrap ? parameterIntervals(of, level) : shortestInterval(of, level);
}

function parameterIntervals(sample: MixedModelBootstrap, level: number): Table {
  const parameters = sample.parameters();
  const intervals = parameters.map(({ values }) =>
    shortestInterval(
      values.filter((value) => !Number.isNaN(value)),
      level,
    ),
  );
  return Table.fromColumns(
    [
      ["type", parameters.map(({ type }) => type)],
      ["group", parameters.map(({ group }) => group)],
      ["names", parameters.map(({ names }) => names)],
      ["lower", Float64Array.from(intervals, ([lower]) => lower)],
      ["upper", Float64Array.from(intervals, ([, upper]) => upper)],
    ],
    {
      rowHeader: true,
      interval: ["lower", "upper"],
      missing: "",
      maxRows: Infinity,
      caption: `${Number((100 * level).toFixed(4))} % coverage intervals (shortest)`,
    },
  );
}

function shortestInterval(values: ArrayLike<number>, level: number): [number, number] {
  checkLevel(level);
  if (typeof values?.length !== "number")
    throw new DataError(`a coverage interval needs an array of values; got ${shownValue(values)}`);
  if (values.length === 0) throw new DataError("a coverage interval needs at least one value");
  const sorted = Float64Array.from(values).sort();
  // Sorting puts NaN last.
  if (Number.isNaN(sorted[sorted.length - 1]))
    throw new DataError("a coverage interval of values with NaN is not defined");

  const covered = Math.ceil(sorted.length * level);
  let start = 0;
  let shortest = Infinity;
  for (let i = 0; i + covered <= sorted.length; i++) {
    const length = sorted[i + covered - 1] - sorted[i];
    if (length < shortest) {
      start = i;
      shortest = length;
    }
  }
  return [sorted[start], sorted[start + covered - 1]];
}
