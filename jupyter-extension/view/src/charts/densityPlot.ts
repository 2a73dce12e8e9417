import { type LiveDensity, significant } from "mixedmodels/page";
import { element, svgElement } from "../page/dom";
import { trans } from "../page/trans";

const WIDTH = 200;
const HEIGHT = 70;
/** Above the curve for the heads of spikes, below it for the interval. */
const TOP = 8;
const BOTTOM = 8;
const FLOOR = TOP + HEIGHT;

/** A small density with its 95 % interval below, spikes where replicates are equal, and the curve of a moment ago. */
export function densityPlot(density: LiveDensity, before: LiveDensity | undefined): HTMLElement {
  const { column, label, masses, lower, upper } = density;
  const x = scale([density, ...(before ? [before] : [])]);
  const interval = trans.__("%1 to %2", significant(lower, 4), significant(upper, 4));
  const shares = masses.map(({ at, share }) => trans.__("%1 % at %2", (100 * share).toFixed(1), significant(at, 4)));
  const plot = svgElement("svg", {
    width: WIDTH,
    height: FLOOR + BOTTOM,
    viewBox: `0 0 ${WIDTH} ${FLOOR + BOTTOM}`,
    role: "img",
    "aria-label": [`${column}, ${label}`, trans.__("95 % interval %1", interval), ...shares].join(", "),
  });
  if (density.heights.length > 1) {
    plot.append(
      svgElement("path", {
        class: "mm-live-area",
        d: `M${x(density.from)},${FLOOR}L${curve(density, x)}L${x(density.to)},${FLOOR}Z`,
      }),
      svgElement("path", { class: "mm-live-line", d: `M${curve(density, x)}` }),
    );
  }
  if (before && before.heights.length > 1)
    plot.append(svgElement("path", { class: "mm-live-before", d: `M${curve(before, x)}` }));
  for (const { at } of masses) {
    plot.append(
      svgElement("line", { class: "mm-live-spike", x1: x(at), x2: x(at), y1: FLOOR, y2: TOP }),
      svgElement("circle", { class: "mm-live-head", cx: x(at), cy: TOP, r: 3.5 }),
    );
  }
  plot.append(
    svgElement("line", {
      class: "mm-range",
      x1: x(lower),
      x2: Math.max(x(upper), x(lower) + 1),
      y1: FLOOR + 4,
      y2: FLOOR + 4,
    }),
  );
  return element(
    "figure",
    { class: "mm-live-density" },
    element("figcaption", {}, element("strong", {}, column), ` ${label}`),
    plot,
    element(
      "div",
      { class: "mm-live-facts", "aria-hidden": "true" },
      element("span", {}, `95 %: ${interval}`),
      ...shares.map((share) => element("span", { class: "mm-live-share" }, share)),
    ),
  );
}

/** Places on the plot of values within what the densities cover, their intervals and spikes included. */
function scale(densities: readonly LiveDensity[]): (value: number) => number {
  const values = densities.flatMap(({ from, to, lower, upper, masses }) => [
    from,
    to,
    lower,
    upper,
    ...masses.map(({ at }) => at),
  ]);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const room = 5;
  return (value) =>
    Number(
      (greatest > least ? room + ((value - least) / (greatest - least)) * (WIDTH - 2 * room) : WIDTH / 2).toFixed(1),
    );
}

function curve({ from, to, heights }: LiveDensity, x: (value: number) => number): string {
  return heights
    .map((height, i) => `${x(from + ((to - from) * i) / (heights.length - 1))},${(FLOOR - height * HEIGHT).toFixed(1)}`)
    .join("L");
}
