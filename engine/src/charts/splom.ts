import { DataError } from "../errors";
import { rounded } from "../show/rounded";
import { asTable, type TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import type { Table } from "../table/table";
import { Chart } from "./chart";
import { contourLayer } from "./parts/contourLayer";
import { checkedColumns } from "./parts/effectColumns";
import { pairPanels } from "./parts/pairs";
import { type PanelSpec, panelSpec } from "./parts/panels";
import { dots, hovers } from "./parts/segments";
import { ACCENT, tooltip } from "./parts/spec";
import { drawnOf, thinned } from "./parts/thinning";

export interface SplomOptions {
  /** Names of the columns. Default: all numeric ones. */
  cols?: readonly string[];
  /** Whether lines enclose half, 80 % and 95 % of the points. Default: false. */
  contours?: boolean;
  title?: string;
  /** Width of all plots together in pixels. Default: 600. */
  width?: number;
}

/** All plots together show no more dots than a picture of an output's size can hold. */
const MOST_DOTS = 2400;

/**
 * A scatterplot matrix: a plot of each pair of numeric columns, as in `splom(m.ranef.subj)` for random effects. Rows
 * with a missing value in one of the columns are left out; a column of names that all differ names the points.
 */
export function splom(data: TableLike, options: SplomOptions = {}): Chart<PanelSpec> {
  checkOptions("splom", options, ["cols", "contours", "title", "width"]);
  const table = asTable(data);
  const numeric = table.columnNames.filter((name) => table.kind(name) === "numeric");
  const cols = checkedColumns("splom", options.cols, numeric, "numeric column");
  if (cols.length < 2)
    throw new DataError(
      "a scatterplot matrix needs two numeric columns or more; " +
        `there is ${cols.length === 0 ? "none" : `only '${cols[0]}'`}`,
    );
  const columns = cols.map((name) => table.numeric(name));
  const complete = Array.from({ length: table.numRows }, (_, i) => i).filter((i) =>
    columns.every((values) => Number.isFinite(values[i])),
  );
  if (complete.length === 0)
    throw new DataError(`splom needs a row with numbers in all of ${cols.join(", ")}; there is none`);
  const full = columns.map((values) => Float64Array.from(complete, (i) => values[i]));
  const pairCount = (cols.length * (cols.length - 1)) / 2;
  const drawn = thinned(complete.length, undefined, Math.floor(MOST_DOTS / pairCount));
  const label = rowLabels(table);
  const grid = pairPanels(
    cols.map((name, c) => ({ name, samples: [full[c]] })),
    options.width ?? 600,
    "splom",
    (pair) => {
      const { x, y, rangeX } = pair;
      const [fieldX, fieldY] = [`v${pair.across}`, `v${pair.up}`];
      const flattened = { fields: ["name", fieldX, fieldY], encoding: { x, y } };
      return [
        dots(
          {
            ...flattened,
            style: { color: ACCENT, opacity: 0.7, strokeWidth: drawn.length > 300 ? 2.5 : 4.5, aria: false },
          },
          { x: fieldX, y: fieldY, unit: rangeX.unit / 50 },
        ),
        ...(options.contours ? [contourLayer(full[pair.across], full[pair.up], pair, pairCount)] : []),
        hovers(flattened, {
          x: fieldX,
          y: fieldY,
          lines: tooltip(["point", "name"], ["across", fieldX], ["up", fieldY]),
        }),
      ];
    },
  );
  const values = full.map(
    (column, c) =>
      [
        `v${c}`,
        rounded(
          drawn.map((i) => column[i]),
          grid.ranges[c].unit,
          1,
        ),
      ] as const,
  );
  return new Chart(
    panelSpec({
      description:
        `Scatterplot matrix of ${cols.join(", ")}: ` +
        `${complete.length} rows${drawnOf(drawn.length, complete.length)}`,
      title: options.title,
      ...grid,
      values: [{ name: drawn.map((i) => label(complete[i])), ...Object.fromEntries(values) }],
    }),
    { chart: "panels" },
  );
}

/** What a point is called: the first column of names that all differ, or its row. */
function rowLabels(table: Table): (row: number) => string {
  const naming = table.columnNames.find(
    (name) => table.kind(name) === "string" && new Set(table.column(name) as string[]).size === table.numRows,
  );
  const names = naming === undefined ? undefined : (table.column(naming) as string[]);
  return (row) => names?.[row] ?? `row ${row + 1}`;
}
