import { pointMasses } from "../../distributions/pointMass";
import { rounded } from "../../show/rounded";
import { contours, regionDensities } from "./contours";
import { density2d } from "./density2d";
import { percentOf } from "./level";
import type { Pair } from "./pairs";
import type { DataRow, Layer } from "./spec";
import { MASS, tooltip } from "./spec";

/** The shares of the points that the lines enclose. */
export const SHARES: readonly number[] = [0.5, 0.8, 0.95];
/** Points of all lines of a chart for which there is room. */
const ALL_POINTS = 2200;

/**
 * Lines that enclose given shares of the points (x, y). Points at the edge of what is possible, a σ of 0 or a ρ of ±1,
 * have no density: the lines are of the others.
 * @param plots how many plots there are in the chart
 */
export function contourLayer(
  x: Float64Array,
  y: Float64Array,
  { rangeX, rangeY, ...pair }: Pair,
  plots: number,
  shares: readonly number[] = SHARES,
): Layer {
  const edges = { x: edgesOf(x), y: edgesOf(y) };
  const inside = Array.from(x.keys()).filter(
    (i) => !edges.x.some((edge) => near(x[i], edge)) && !edges.y.some((edge) => near(y[i], edge)),
  );
  const [ownX, ownY] = [x, y].map((values) => Float64Array.from(inside, (i) => values[i]));
  const density = inside.length < 3 ? undefined : density2d(ownX, ownY, edges);
  const densities = density === undefined ? [] : regionDensities(density, ownX, ownY, shares);
  const lines = densities.flatMap((level, s) =>
    contours(density!, level).map((line) => ({ share: percentOf(shares[s]), line })),
  );
  const length = lines.reduce((sum, { line }) => sum + line.x.length, 0);
  const step = Math.max(1, Math.ceil((length * plots) / ALL_POINTS));
  const values = lines
    .filter(({ line }) => line.x.length > 2 * step)
    .map(({ share, line }, path): DataRow => {
      const kept = line.x.map((_, i) => i).filter((i) => i % step === 0 || i === line.x.length - 1);
      return {
        path,
        share,
        x: rounded(
          kept.map((i) => line.x[i]),
          rangeX.unit,
          1,
        ),
        y: rounded(
          kept.map((i) => line.y[i]),
          rangeY.unit,
          1,
        ),
      };
    });
  return {
    data: { values },
    transform: [{ flatten: ["x", "y"] }, { window: [{ op: "row_number", as: "place" }] }],
    mark: { type: "line", color: MASS, strokeWidth: 1.5, clip: true, aria: false },
    encoding: {
      x: { ...pair.x, field: "x" },
      y: { ...pair.y, field: "y" },
      detail: { field: "path", type: "nominal" },
      order: { field: "place", type: "quantitative" },
      tooltip: tooltip(["of the points enclosed", "share"]),
    },
  };
}

/** Where a share of the values lies exactly at an end of what is possible. */
function edgesOf(values: Float64Array): number[] {
  return pointMasses(values).masses.map(({ at }) => at);
}

function near(value: number, edge: number): boolean {
  return Math.abs(value - edge) <= 1e-8;
}
