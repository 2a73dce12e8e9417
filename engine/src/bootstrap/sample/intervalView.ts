import { type View, type ViewColumn, type ViewShape, viewNumber } from "../../show/view";
import { summaryOfFinite } from "../../table/columnSummary";
import type { EndErrors } from "./monteCarloError";
import { parameterLabels } from "./parameters";
import type { SampleFacts } from "./sampleFacts";

/** The toggle of the columns with Monte-Carlo errors. */
const ERRORS = "Monte-Carlo error";

/**
 * The table of intervals with what each parameter is, the distribution of its replicates, and the errors of the ends.
 */
export function intervalView(
  view: View,
  sample: SampleFacts,
  names: readonly string[],
  intervals: readonly (readonly [number, number])[],
  errorsOf: (row: number) => EndErrors,
): View {
  const [par, lower, upper] = view.columns;
  const rows = names.slice(0, par.cells.length);
  const labels = parameterLabels(sample);
  const errors = rows.map((_, row) => errorsOf(row));
  const error = (header: string, end: 0 | 1): ViewColumn => ({
    header,
    align: "right",
    format: { style: "error", digits: 2, error: end === 0 ? 3 : 5 },
    toggle: ERRORS,
    cells: errors.map((own) => (Number.isNaN(own[end]) ? "–" : viewNumber(Number(own[end].toPrecision(4))))),
  });
  const { interval: _, ...rest } = view;
  return {
    ...rest,
    columns: [
      par,
      { header: "of", align: "left", cells: rows.map((name) => labels.get(name) ?? "") },
      endColumn(lower),
      error("± lower", 0),
      endColumn(upper),
      error("± upper", 1),
    ],
    shapes: {
      header: "replicates",
      after: 2,
      cells: rows.map((name, row) => sampleShape(sample.tbl.numeric(name), intervals[row])),
    },
    notes: [
      ...(view.notes ?? []),
      ...(errors.some(([one, other]) => Number.isNaN(one) || Number.isNaN(other))
        ? ["–: too few replicates to tell the Monte-Carlo error of this end"]
        : []),
    ],
  };
}

/** A histogram of the values with the interval below; null where no replicate converged. */
export function sampleShape(values: Float64Array, interval?: readonly [number, number]): ViewShape | null {
  const finite = values.every(Number.isFinite) ? values : values.filter(Number.isFinite);
  if (finite.length === 0) return null;
  const summary = summaryOfFinite(finite, values.length - finite.length);
  const [least, greatest] = [summary.quantiles[0], summary.quantiles[4]];
  return {
    kind: "sample",
    summary,
    ...(interval === undefined ? {} : { interval: [interval[0], interval[1]] }),
    ...(least < 0 && greatest > 0 ? { mark: 0 } : {}),
  };
}

/**
 * An end among the columns of the view, which are not at the places that they have in the table. Intervals of
 * parameters
 * in different units have no common shape.
 */
function endColumn({ summary: _, format, ...column }: ViewColumn): ViewColumn {
  return { ...column, ...(format === undefined ? {} : { format: { ...format, error: [2, 4] } }) };
}
