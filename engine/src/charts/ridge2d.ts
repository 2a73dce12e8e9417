import { checkSample } from "../bootstrap/sample/checkSample";
import type { MixedModelBootstrap } from "../bootstrap/sample/mixedModelBootstrap";
import { DataError } from "../errors";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { Chart } from "./chart";
import { contourLayer, SHARES } from "./parts/contourLayer";
import { checkedColumns } from "./parts/effectColumns";
import { checkedLevels } from "./parts/level";
import { pairPanels } from "./parts/pairs";
import { type PanelSpec, panelSpec } from "./parts/panels";
import { parameterNames, parameterType } from "./parts/parameterNames";
import { dots, hovers } from "./parts/segments";
import { ACCENT, tooltip } from "./parts/spec";

export interface Ridge2dOptions {
  /** The parameters: "β" (default), "σ", "ρ" or "θ", in ASCII "beta", "sigma", "rho" or "theta". */
  ptype?: string;
  /** Names of the parameters' columns in the sample's table, such as ["σ1", "σ2"]. Default: all of the type. */
  cols?: readonly string[];
  /** Shares of the replicates that the lines enclose. Default: 0.5, 0.8 and 0.95. */
  levels?: readonly number[];
  title?: string;
  /** Width of all plots together in pixels. Default: 600. */
  width?: number;
}

/**
 * All plots together show no more replicates than a picture of an output's size can hold; the lines are of all
 * replicates.
 */
const MOST_DOTS = 1800;
const MOST_IN_PLOT = 600;

/**
 * Pairs of a bootstrap sample's estimates: replicates as dots, and lines that enclose half, 80 % and 95 % of all of
 * them. Replicates at the edge of what is possible, a σ of 0 or a ρ of ±1, are seen as a row of dots and left out of
 * the lines.
 */
export function ridge2d(sample: MixedModelBootstrap, options: Ridge2dOptions = {}): Chart<PanelSpec> {
  checkSample("ridge2d", sample);
  checkOptions("ridge2d", options, ["ptype", "cols", "levels", "title", "width"]);
  const { ptype = "β", levels = SHARES } = options;
  const type = parameterType(ptype);
  checkedLevels("ridge2d's levels", levels);
  const all = parameterNames(sample, type);
  if (all.size === 0)
    throw new DataError(`the bootstrap sample has no ${type}; its columns are ${sample.tbl.columnNames.join(", ")}`);
  const cols = checkedColumns("ridge2d", options.cols, [...all.keys()], "parameter");
  if (cols.length < 2) throw new DataError(`a plot of pairs needs two parameters or more; there is only ${cols[0]}`);
  const columns = cols.map((name) => sample.tbl.numeric(name));
  const complete = Array.from({ length: sample.length }, (_, i) => i).filter((i) =>
    columns.every((values) => Number.isFinite(values[i])),
  );
  if (complete.length === 0)
    throw new DataError(
      `ridge2d needs replicates; the sample has ${sample.length}, of which ${sample.failures.length} failed`,
    );
  const full = columns.map((values) => Float64Array.from(complete, (i) => values[i]));
  const plots = (cols.length * (cols.length - 1)) / 2;
  const drawn = full.map((values) =>
    values.subarray(0, Math.min(MOST_IN_PLOT, Math.max(60, Math.floor(MOST_DOTS / plots)))),
  );
  const names = cols.map((name) => all.get(name)!);
  const grid = pairPanels(
    names.map((name, c) => ({ name, samples: [full[c]] })),
    options.width ?? 600,
    "ridge2d",
    (pair) => {
      const { x, y, rangeX } = pair;
      const [fieldX, fieldY] = [`v${pair.across}`, `v${pair.up}`];
      const flattened = { fields: ["iter", fieldX, fieldY], encoding: { x, y } };
      return [
        dots(
          { ...flattened, style: { color: ACCENT, opacity: 0.65, strokeWidth: 2.5, aria: false } },
          { x: fieldX, y: fieldY, unit: rangeX.unit / 50 },
        ),
        contourLayer(full[pair.across], full[pair.up], pair, plots, levels),
        hovers(flattened, {
          x: fieldX,
          y: fieldY,
          lines: tooltip(["replicate", "iter"], ["across", fieldX], ["up", fieldY]),
        }),
      ];
    },
  );
  const values = drawn.map((column, c) => [`v${c}`, rounded(column, grid.ranges[c].unit, 1)] as const);
  return new Chart(
    panelSpec({
      description: `Pairs of bootstrap estimates of ${names.join(", ")}: ${complete.length} replicates`,
      title: options.title,
      ...grid,
      values: [{ iter: complete.slice(0, drawn[0].length).map((i) => i + 1), ...Object.fromEntries(values) }],
    }),
    { chart: "panels" },
  );
}
