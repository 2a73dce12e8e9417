import { withoutNaN } from "../../distributions/withoutNaN";
import { Table } from "../../table/table";
import { MixedModelBootstrap } from "./mixedModelBootstrap";
import { shortestInterval } from "./shortestInterval";

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
  const intervals = parameters.map(({ values }) => shortestInterval(withoutNaN(values), level));
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
